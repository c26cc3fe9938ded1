import { describe, expect, it } from 'vitest';
import { jsonAt, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Outcome, Progress } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { progressOf } from './progress.ts';
import { reportKustomization } from './report.ts';

const start = Date.UTC(2026, 0, 1);
const deployment = { group: 'apps', kind: 'Deployment', namespace: 'production', name: 'myapp' };
const owner: KubeObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'myapp', namespace: 'flux-system', generation: 1 },
  spec: { interval: '5m', timeout: '2m', prune: true, sourceRef: { kind: 'GitRepository', name: 'myapp' } },
};
const progress: Progress = {
  revision: 'a'.repeat(40),
  generation: '1',
  phase: 'retrying',
  repair: false,
  startedAt: start,
  attempt: 0,
  results: [],
  message: '',
};

function outcomeOf(changes: Partial<Outcome>): Outcome {
  const delivery = { source: { display: `main@sha1:${progress.revision}` }, prune: { enabled: true } };
  return {
    delivery: delivery as Outcome['delivery'],
    objects: [],
    awaited: [{ key: deployment, health: { status: 'Progressing', message: '' } }],
    inventory: [],
    contested: [],
    ...changes,
  } as Outcome;
}

/** The owner as it is once the report on an outcome is written. */
function after(owner: KubeObject, outcome: Outcome): { owner: KubeObject; events: readonly { message: string }[] } {
  const { patch, events } = reportKustomization(owner, outcome, outcome.now);
  const before = (owner['status'] ?? {}) as JsonObject;
  return { owner: { ...owner, status: { ...before, ...(patch?.patch['status'] as JsonObject) } }, events };
}

const unhealthy = outcomeOf({
  now: start + 120_000,
  progress: { ...progress, waitingSince: start, finishedAt: start + 120_000 },
  failure: { stage: 'health', problems: [] },
});
const refused = outcomeOf({
  now: start + 1_000,
  progress: {
    ...progress,
    finishedAt: start + 1_000,
    results: [
      {
        key: deployment,
        version: 'v1',
        phase: 0,
        pruning: false,
        status: 'failed',
        code: 'invalid',
        message: 'field is immutable',
      },
    ],
  },
  failure: { stage: 'apply', problems: [] },
});

describe('a failed attempt', () => {
  it.each([
    [
      'unhealthy',
      unhealthy,
      "health check failed after 2m0s: timeout waiting for: [Deployment/production/myapp status: 'InProgress']",
    ],
    ['refused', refused, 'Deployment/production/myapp dry-run failed (Invalid): field is immutable\n'],
  ])('is told once and stands until the next one: %s', (_, outcome, message) => {
    const first = after(owner, outcome);
    expect(conditionOf(first.owner, 'Ready')).toMatchObject({ status: 'False', message });
    expect(first.events.map((event) => event.message)).toEqual([message]);

    // Something happens in the cluster before the next attempt is due: the run rests, as the status tells of it.
    const resting = outcomeOf({
      now: outcome.now + 5_000,
      progress: progressOf(first.owner),
      failure: { stage: 'health', problems: [] },
    });
    expect(reportKustomization(first.owner, resting, resting.now)).toEqual({ patch: undefined, events: [] });
  });

  it('is a run that had to leave something out, and keeps what it did', () => {
    const problem = { code: 'two-owners', message: 'Deployment/production/myapp belongs to Application argocd/myapp' };
    const outcome = outcomeOf({
      now: start + 1_000,
      inventory: [{ group: '', kind: 'ConfigMap', namespace: 'production', name: 'settings', version: 'v1' }],
      progress: { ...progress, phase: 'succeeded', finishedAt: start + 1_000 },
      failure: { stage: 'compare', problems: [problem] },
    });
    const { owner: told, events } = after(owner, outcome);
    expect(conditionOf(told, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ReconciliationFailed',
      message: problem.message,
    });
    expect(events).toMatchObject([{ type: 'Warning', message: problem.message }]);
    expect(jsonAt(told, 'status', 'inventory', 'entries')).toEqual([{ id: 'production_settings__ConfigMap', v: 'v1' }]);
    expect(jsonAt(told, 'status', 'lastAppliedRevision')).toBeUndefined();
    expect(progressOf(told)?.phase).toBe('retrying');
  });

  it('is told again when the next attempt fails too', () => {
    const first = after(owner, unhealthy);
    const again = outcomeOf({
      ...unhealthy,
      now: start + 300_000,
      progress: { ...progress, attempt: 1, waitingSince: start + 180_000, finishedAt: start + 300_000 },
    });
    const second = after(first.owner, again);
    expect(second.events).toHaveLength(1);
    expect(jsonAt(second.owner, 'status', 'history', 0, 'totalReconciliations')).toBe(2);
  });

  it('makes its history entry although the clock ticks between its end and the report', () => {
    const { owner: told } = after(owner, { ...unhealthy, now: unhealthy.now + 1 });
    expect(jsonAt(told, 'status', 'history', 0, 'lastReconciledStatus')).toBe('HealthCheckFailed');
  });
});
