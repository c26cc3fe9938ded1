import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import { assessHealth } from './assess.ts';
import { type Health, type HealthStatus, isWorse } from './health.ts';

/** A file of `testdata/<rules>`: objects of one kind, unless a case says otherwise, and what health each has (absent: none). */
interface CaseFile {
  readonly of: { readonly apiVersion: string; readonly kind: string };
  readonly cases: readonly {
    readonly case: string;
    readonly object?: JsonObject;
    readonly metadata?: JsonObject;
    readonly spec?: JsonObject;
    readonly status?: JsonObject;
    readonly now?: string;
    readonly health?: Health;
  }[];
}

const folder = join(import.meta.dirname, 'testdata');

for (const rules of ['health', 'kstatus'] as const) {
  for (const file of readdirSync(join(folder, rules))) {
    const { of, cases } = load(readFileSync(join(folder, rules, file), 'utf8')) as CaseFile;
    describe(`${rules} of ${of.kind}s and the like (${file})`, () => {
      it.each(cases)('$case', ({ object, metadata, spec, status, now, health }) => {
        const subject: KubeObject = {
          ...of,
          metadata: { name: 'app', namespace: 'default', ...metadata },
          ...(spec === undefined ? {} : { spec }),
          ...(status === undefined ? {} : { status }),
          ...object,
        };
        const time = Date.parse(now ?? '2026-01-01T00:00:00Z');
        const found = assessHealth(subject, rules, time);
        expect(found === undefined ? undefined : { status: found.status, message: found.message }).toEqual(health);
      });
    });
  }
}

describe('what is no status of the kind', () => {
  it.each([
    ['text', 'ready'],
    ['a list', []],
    ['nothing', null],
    ['fields of other types', { replicas: 'three', conditions: 'none', observedGeneration: '1', phase: 5 }],
    ['conditions that are none', { conditions: [1, null, { type: 5 }] }],
  ])('%s breaks no rule', (_what, status) => {
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']) {
      const object = { apiVersion: 'apps/v1', kind, metadata: { name: 'a', generation: 1 }, status } as KubeObject;
      for (const rules of ['health', 'kstatus'] as const) expect(assessHealth(object, rules, 0)).toBeDefined();
    }
    for (const kind of ['Pod', 'Service', 'PersistentVolumeClaim']) {
      const object = { apiVersion: 'v1', kind, metadata: { name: 'a' }, status } as KubeObject;
      for (const rules of ['health', 'kstatus'] as const) expect(assessHealth(object, rules, 0)).toBeDefined();
    }
  });
});

describe('isWorse', () => {
  it('orders as Argo CD does', () => {
    const order: readonly HealthStatus[] = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'];
    for (const [a, worse] of order.entries()) {
      for (const [b, better] of order.entries()) expect(isWorse(worse, better)).toBe(a > b);
    }
  });
});
