import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import type { Outcome, Progress } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { reportKustomization } from './report.ts';

const now = Date.UTC(2026, 0, 1);
const owner: KubeObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'app', namespace: 'flux-system', generation: 1 },
  spec: { interval: '10m', path: './', prune: true, sourceRef: { kind: 'GitRepository', name: 'app' } },
};
const progress: Progress = {
  revision: 'a'.repeat(40),
  generation: '1',
  phase: 'succeeded',
  repair: false,
  startedAt: now,
  finishedAt: now,
  attempt: 0,
  results: [],
  message: '',
};
const outcomeOf = (contested: Outcome['contested']): Outcome =>
  ({
    delivery: {
      source: { display: `main@sha1:${progress.revision}` },
      prune: { enabled: true },
      wait: { kind: 'none' },
      intervalMs: 600_000,
    } as unknown as Outcome['delivery'],
    now,
    objects: [],
    awaited: [],
    inventory: [],
    progress,
    contested,
  }) as unknown as Outcome;

function after(object: KubeObject, outcome: Outcome): KubeObject {
  const { patch } = reportKustomization(object, outcome, now);
  return { ...object, status: { ...(object['status'] as JsonObject), ...(patch?.patch['status'] as JsonObject) } };
}

describe('an object that another owner wants too', () => {
  const message = 'ConfigMap/shop/a belongs to Kustomization flux-system/app and is also in Application argocd/b';
  const contested = outcomeOf([{ code: 'two-owners', message }]);

  it('is said in a condition of its own, and the owner stays ready', () => {
    const told = after(owner, contested);
    expect(conditionOf(told, 'SharedResource')).toMatchObject({ status: 'True', reason: 'TwoOwners', message });
    expect(conditionOf(told, 'Ready')?.['status']).toBe('True');
    expect(reportKustomization(told, contested, now + 5_000)).toEqual({ patch: undefined, events: [] });
  });

  it('is no longer said once nobody wants it', () => {
    const told = after(after(owner, contested), outcomeOf([]));
    expect(conditionOf(told, 'SharedResource')).toBeUndefined();
    expect(conditionOf(told, 'Ready')?.['status']).toBe('True');
  });
});
