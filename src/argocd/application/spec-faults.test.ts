import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/index.ts';
import { applicationOf } from '../testing/builders.ts';
import { specFaults } from './spec-faults.ts';

const faults = (spec: JsonObject) => specFaults(applicationOf(spec)).map(({ message }) => message);

describe('specFaults', () => {
  it('finds none in what Argo CD takes', () => {
    const spec = {
      source: { repoURL: 'a', path: 'b', targetRevision: 'c', directory: { recurse: true, include: '*', exclude: '' } },
      destination: { name: 'in-cluster', namespace: 'shop' },
      ignoreDifferences: [{ kind: 'Deployment' }],
      revisionHistoryLimit: 3,
      syncPolicy: {
        automated: { prune: true, selfHeal: false, allowEmpty: true, enabled: true },
        syncOptions: ['CreateNamespace=true'],
        managedNamespaceMetadata: { labels: { a: 'b' }, annotations: {} },
        retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
      },
    };
    expect(faults(spec)).toEqual([]);
    expect(faults({ source: null, syncPolicy: null })).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['a number for text', { source: { path: 5 } }, 'spec.source.path: must be text, and is 5'],
    ['text for an object', { source: 'app' }, 'spec.source: must be an object, and is the text "app"'],
    [
      'text for a boolean',
      { syncPolicy: { automated: { prune: 'true' } } },
      'spec.syncPolicy.automated.prune: must be true or false, and is the text "true"',
    ],
    [
      'text for a number',
      { revisionHistoryLimit: '3' },
      'spec.revisionHistoryLimit: must be a number, and is the text "3"',
    ],
    ['an object for a list', { sources: {} }, 'spec.sources: must be a list of objects, and is an object'],
    [
      'numbers in a list of texts',
      { syncPolicy: { syncOptions: [1] } },
      'spec.syncPolicy.syncOptions: must be a list of texts, and is a list',
    ],
    [
      'numbers in a map of texts',
      { syncPolicy: { managedNamespaceMetadata: { labels: { level: 1 } } } },
      'spec.syncPolicy.managedNamespaceMetadata.labels: must be an object of texts, and is an object',
    ],
    ['true for an object', { destination: true }, 'spec.destination: must be an object, and is true'],
  ])('names %s', (_what, spec, message) => {
    expect(faults(spec)).toEqual([message]);
  });

  it('names each fault once, and not what stands below it', () => {
    expect(faults({ project: 1, source: ['a'] })).toEqual([
      'spec.project: must be text, and is 1',
      'spec.source: must be an object, and is a list',
    ]);
    expect(specFaults({ ...applicationOf(), spec: 'all' }).map(({ message }) => message)).toEqual([
      'spec: must be an object, and is the text "all"',
    ]);
  });

  it('shortens long text', () => {
    expect(faults({ source: 'x'.repeat(1_000) })[0]?.length).toBeLessThan(120);
  });
});
