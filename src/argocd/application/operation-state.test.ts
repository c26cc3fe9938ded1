import { describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { ObjectState, Outcome, Progress } from '../../engine/index.ts';
import { operationStateOf } from './operation-state.ts';
import { progressOfApplication } from './progress.ts';

const start = Date.UTC(2026, 0, 1);
const app: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'myapp', namespace: 'argocd' },
  spec: {
    source: { repoURL: 'https://git.example/app', path: 'app' },
    destination: { namespace: 'production' },
    syncPolicy: { automated: { prune: true }, syncOptions: ['PruneLast=true'] },
  },
};
const deployment = { group: 'apps', kind: 'Deployment', namespace: 'production', name: 'myapp' };
const leaving = { group: '', kind: 'ConfigMap', namespace: 'production', name: 'old' };
const running: Progress = {
  revision: 'a'.repeat(40),
  generation: '1',
  phase: 'waiting',
  repair: false,
  startedAt: start,
  attempt: 0,
  results: [{ key: deployment, version: 'v1', phase: 0, pruning: false, status: 'applied', message: 'configured' }],
  message: 'waiting for healthy state of Deployment/production/myapp',
};
const outcome = {
  now: start + 1_000,
  objects: [
    { key: deployment, version: 'v1', sync: 'synced', desired: app },
    { key: leaving, version: 'v1', sync: 'extra', desired: undefined },
  ] as unknown as readonly ObjectState[],
} as Outcome;

function resourcesOf(state: JsonObject): unknown {
  const resources = jsonAt(state, 'syncResult', 'resources') as JsonObject[];
  return resources.map(({ name, status, message }) => [name, status, message]);
}

describe('operationStateOf', () => {
  const state = operationStateOf(app, outcome, running);

  it('does not call an object left out whose turn to be pruned is still to come', () => {
    expect(resourcesOf(state)).toEqual([['myapp', 'Synced', 'deployment.apps/myapp configured']]);
  });

  it('is read back and goes on: nothing is done that is not', () => {
    const again = progressOfApplication({ ...app, status: { operationState: state } });
    expect(again?.results.map(({ key, status }) => [key.name, status])).toEqual([['myapp', 'applied']]);
    // Said once, not once a pass.
    expect(resourcesOf(operationStateOf(app, outcome, again ?? running))).toEqual(resourcesOf(state));
  });

  it('tells at the end what was left out', () => {
    const ended = operationStateOf(app, outcome, { ...running, phase: 'succeeded', finishedAt: start + 1_000 });
    expect(resourcesOf(ended)).toEqual([
      ['myapp', 'Synced', 'deployment.apps/myapp configured'],
      ['old', 'PruneSkipped', 'ignored (requires pruning)'],
    ]);
  });
});
