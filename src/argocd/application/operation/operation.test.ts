import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../../base/index.ts';
import type { Outcome, Progress } from '../../../engine/index.ts';
import { stateOf } from '../../../engine/testing/index.ts';
import { applicationOf, source } from '../../testing/builders.ts';
import { failedOperation, faultOfOperation } from './failed-operation.ts';
import { recordRevision } from './history.ts';
import { operationOf, requestedOperation } from './operation.ts';

const now = Date.UTC(2026, 0, 1, 8, 30);
const revision = 'a'.repeat(40);
const run: Progress = {
  revision,
  generation: '',
  phase: 'succeeded',
  repair: false,
  startedAt: now - 5_000,
  finishedAt: now,
  attempt: 0,
  results: [],
  message: '',
};
const underWay = (operation: JsonObject, more: JsonObject = {}): JsonObject => ({
  operationState: { phase: 'Running', startedAt: '2026-01-01T08:29:00Z', operation, ...more },
});
const automated = (sync: JsonObject = {}): JsonObject => ({
  initiatedBy: { automated: true },
  retry: { limit: 5 },
  sync: { revision, source, ...sync },
});

describe('requestedOperation', () => {
  const kept = { initiatedBy: { username: 'a' }, retry: {}, sync: {} };
  const other = { initiatedBy: { username: 'b' }, sync: {} };
  it.each<[string, KubeObject, JsonObject | undefined]>([
    ['none', applicationOf(), undefined],
    ['the one that is asked for', applicationOf({}, { operation: other }), other],
    ['the one that is under way', applicationOf({}, { operation: other, status: underWay(kept) }), kept],
    ['none of automation', applicationOf({}, { operation: automated(), status: underWay(automated()) }), undefined],
    [
      'one written over that of automation',
      applicationOf({}, { operation: other, status: underWay(automated()) }),
      other,
    ],
    ['none once it is taken away', applicationOf({}, { status: underWay(kept) }), undefined],
    [
      'a new one after an end',
      applicationOf({}, { operation: other, status: underWay(kept, { phase: 'Succeeded' }) }),
      other,
    ],
  ])('is %s', (_what, owner, expected) => {
    expect(requestedOperation(owner)).toEqual(expected);
  });
});

describe('operationOf', () => {
  const outcome = { objects: [] } as unknown as Outcome;

  it('is what was asked for, as Argo CD keeps it', () => {
    const operation = {
      info: [{ name: 'why', value: 'a test' }],
      initiatedBy: { username: 'me', automated: false },
      sync: { revision: '', prune: true, dryRun: false, resources: [], syncStrategy: { apply: {} } },
    };
    expect(operationOf(applicationOf({}, { operation }), outcome, run)).toEqual({
      info: [{ name: 'why', value: 'a test' }],
      initiatedBy: { username: 'me' },
      retry: {},
      sync: { prune: true, syncStrategy: { apply: {} } },
    });
  });

  it('is what automation stands for', () => {
    const policy = { automated: { prune: true }, syncOptions: ['CreateNamespace=true'], retry: { limit: 2 } };
    expect(operationOf(applicationOf({ syncPolicy: policy }), outcome, run)).toEqual({
      initiatedBy: { automated: true },
      retry: { limit: 2 },
      sync: { prune: true, revision, source, syncOptions: ['CreateNamespace=true'] },
    });
    expect(operationOf(applicationOf({ syncPolicy: { automated: {} } }), outcome, run)).toEqual(automated());
  });

  it('names what it heals, and counts how often', () => {
    const results = [
      { key: stateOf('a').key, version: 'v1', phase: 0, pruning: false, status: 'applied', message: '' } as const,
    ];
    const healing = { ...run, repair: true, results };
    const objects = [stateOf('a'), stateOf('b', { sync: 'out-of-sync' }), stateOf('c')];
    const before = applicationOf({ syncPolicy: { automated: {} } });
    const first = operationOf(before, { objects } as unknown as Outcome, healing);
    expect(first).toEqual(
      automated({
        autoHealAttemptsCount: 1,
        resources: [
          { kind: 'ConfigMap', name: 'a' },
          { kind: 'ConfigMap', name: 'b' },
        ],
      }),
    );
    const again = applicationOf({}, { status: underWay(first, { phase: 'Succeeded' }) });
    expect(operationOf(again, { objects } as unknown as Outcome, healing)).toMatchObject({
      sync: { autoHealAttemptsCount: 2 },
    });
  });

  it('is the one that the status tells of while it goes on, and another for another revision', () => {
    const kept = automated({ prune: true });
    const owner = applicationOf({}, { operation: kept, status: underWay(kept) });
    expect(operationOf(owner, outcome, run)).toEqual(kept);
    expect(operationOf(owner, outcome, { ...run, revision: 'b' })).toMatchObject({ sync: { revision: 'b' } });
  });
});

describe('failedOperation', () => {
  const why = 'InvalidSpecError: no';
  const operation = (retry?: JsonObject): JsonObject => ({
    ...(retry === undefined ? {} : { retry }),
    sync: { revision: 'v1' },
  });

  it('ends at once', () => {
    expect(failedOperation(applicationOf({}, { operation: operation() }), why, now)).toEqual({
      operation: { initiatedBy: {}, retry: {}, sync: { revision: 'v1' } },
      phase: 'Error',
      message: why,
      startedAt: '2026-01-01T08:30:00Z',
      finishedAt: '2026-01-01T08:30:00Z',
      syncResult: { revision: 'v1', source },
    });
  });

  it('is tried again as often as it asks for, each time later', () => {
    const asked = operation({ limit: 2 });
    const first = failedOperation(applicationOf({}, { operation: asked }), why, now);
    expect(first).toMatchObject({
      phase: 'Running',
      retryCount: 1,
      message: `${why}. Retrying attempt #1 at 8:30AM.`,
      finishedAt: '2026-01-01T08:30:00Z',
    });
    const later = (state: JsonObject | undefined, ms: number) =>
      failedOperation(applicationOf({}, { operation: asked, status: { operationState: state } }), why, ms);
    expect(later(first, now + 9_000)).toBeUndefined();
    const second = later(first, now + 10_000);
    expect(second).toMatchObject({ phase: 'Running', retryCount: 2, startedAt: '2026-01-01T08:30:00Z' });
    expect(later(second, now + 29_000)).toBeUndefined();
    expect(later(second, now + 30_000)).toMatchObject({
      phase: 'Error',
      retryCount: 2,
      message: `${why} (retried 2 times).`,
    });
  });

  it('leaves alone what is under way, and says nothing where nothing is asked for', () => {
    const kept = { initiatedBy: {}, retry: {}, sync: {} };
    expect(
      failedOperation(applicationOf({}, { operation: operation(), status: underWay(kept) }), why, now),
    ).toBeUndefined();
    expect(failedOperation(applicationOf(), why, now)).toBeUndefined();
  });

  it('knows operations that name nothing to do', () => {
    expect(faultOfOperation(applicationOf())).toBeUndefined();
    expect(faultOfOperation(applicationOf({}, { operation: { sync: {} } }))).toBeUndefined();
    expect(faultOfOperation(applicationOf({}, { operation: { info: [] } }))).toBe(
      'Invalid operation request: no operation specified',
    );
  });
});

describe('recordRevision', () => {
  const operation = automated();
  const record = (owner: KubeObject, changes: Partial<Parameters<typeof recordRevision>[1]> = {}) =>
    recordRevision(owner, { progress: run, operation, source, limit: 10, now, ...changes });

  it('begins with 0, and goes on from the last', () => {
    expect(record(applicationOf())).toEqual([
      {
        deployStartedAt: '2026-01-01T08:29:55Z',
        deployedAt: '2026-01-01T08:30:00Z',
        id: 0,
        initiatedBy: { automated: true },
        revision,
        source,
      },
    ]);
    const history = [{ id: 4 }, { id: 7 }];
    expect(record(applicationOf({}, { status: { history } }))?.map(({ id }) => id)).toEqual([4, 7, 8]);
  });

  it('keeps as many as it may', () => {
    const history = [{ id: 0 }, { id: 1 }, { id: 2 }];
    const ids = (limit: number) => record(applicationOf({}, { status: { history } }), { limit })?.map(({ id }) => id);
    expect(ids(2)).toEqual([2, 3]);
    expect(ids(1)).toEqual([3]);
    expect(ids(0)).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['part of the objects', { ...operation, sync: { resources: [{ kind: 'ConfigMap', name: 'a' }] } }],
    ['a dry run', { ...operation, sync: { dryRun: true } }],
  ])('does not tell of %s', (_what, changed) => {
    expect(record(applicationOf(), { operation: changed })).toBeUndefined();
  });
});
