import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/index.ts';
import { applicationOf, source } from '../testing/builders.ts';
import { readApplicationSpec } from './spec.ts';

const read = (spec: JsonObject) => readApplicationSpec(applicationOf(spec));
const retryOf = (retry: Json | undefined) => read({ syncPolicy: { retry } }).retry;

describe('readApplicationSpec', () => {
  it('reads what is written, with the defaults of Argo CD', () => {
    expect(readApplicationSpec(applicationOf({ project: '' }))).toEqual({
      project: 'default',
      source,
      sources: [],
      destination: { server: 'https://kubernetes.default.svc', name: '', namespace: 'default' },
      automated: undefined,
      syncOptions: new Set(),
      retry: undefined,
      managedNamespaceMetadata: { labels: {}, annotations: {} },
      revisionHistoryLimit: 10,
    });
  });

  it.each<[string, Json, ReturnType<typeof read>['automated']]>([
    ['nothing', {}, { prune: false, selfHeal: false, allowEmpty: false }],
    ['all', { prune: true, selfHeal: true, allowEmpty: true }, { prune: true, selfHeal: true, allowEmpty: true }],
    ['it enabled by name', { enabled: true }, { prune: false, selfHeal: false, allowEmpty: false }],
    ['it switched off', { enabled: false, prune: true }, undefined],
    ['null', null, undefined],
  ])('reads automation that says %s', (_what, automated, expected) => {
    expect(read({ syncPolicy: { automated } }).automated).toEqual(expected);
  });

  it.each<[string, Json | undefined, ReturnType<typeof retryOf>]>([
    ['a limit alone', { limit: 2 }, { limit: 2, durationMs: 5_000, factor: 2, maxMs: 180_000 }],
    [
      'a back-off',
      { limit: -1, backoff: { duration: '10s', factor: 3, maxDuration: '1m30s' } },
      { limit: -1, durationMs: 10_000, factor: 3, maxMs: 90_000 },
    ],
    [
      'plain seconds',
      { limit: 1, backoff: { duration: '7', maxDuration: '60' } },
      { limit: 1, durationMs: 7_000, factor: 2, maxMs: 60_000 },
    ],
    [
      'what is no duration',
      { limit: 1, backoff: { duration: 'soon' } },
      { limit: 1, durationMs: 5_000, factor: 2, maxMs: 180_000 },
    ],
    ['nothing', undefined, undefined],
  ])('reads a retry with %s', (_what, retry, expected) => {
    expect(retryOf(retry)).toEqual(expected);
  });

  it('takes wrong types for absent: who judges the spec tells of them', () => {
    const spec = read({
      project: 5,
      source: 'text',
      destination: [],
      syncPolicy: { automated: 'yes', syncOptions: 'a' },
    });
    expect(spec).toMatchObject({ project: 'default', source: {}, automated: undefined, syncOptions: new Set() });
  });

  it('keeps a limit of no history', () => {
    expect(read({ revisionHistoryLimit: 0 }).revisionHistoryLimit).toBe(0);
  });
});
