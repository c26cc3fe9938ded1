import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../base/index.ts';
import {
  applyDefaults,
  builtinResources,
  crdSchemas,
  fieldErrorMessage,
  fieldErrorReason,
  prune,
  validate,
  validateObjectMeta,
} from './index.ts';

/** What a real API server answered to our custom resources: see `scripts/record-validation.ts`. */
const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/server', name), 'utf8'));
const crd = crdSchemas(read('crd.json') as KubeObject);
const cases = read('cases.json') as Record<string, JsonObject>;
const recorded = read('answers.json') as { server: string; answers: Record<string, Answer> };

interface Answer {
  readonly status: number;
  readonly message?: string;
  readonly causes?: readonly Json[];
  readonly spec?: Json;
}

const { schema } = crd.versions[0]!;

/** The object as the server makes it before it validates it. */
function admit({ old: _old, fieldValidation: _validation, metadata, ...rest }: JsonObject): {
  object: KubeObject;
  unknown: string[];
} {
  const object = {
    apiVersion: 'test.slipway.dev/v1',
    kind: 'Widget',
    metadata: { name: 'case', namespace: 'default', ...(metadata as JsonObject) },
    ...structuredClone(rest),
  } as KubeObject;
  const unknown = prune(object, schema, crd.set);
  applyDefaults(object, schema, crd.set);
  return { object, unknown };
}

function causesOf(given: JsonObject): Json[] {
  const { object } = admit(given);
  const old = given['old'] === undefined ? {} : { old: admit(given['old'] as JsonObject).object };
  const errors = [
    ...(given['old'] === undefined
      ? validateObjectMeta(object.metadata, { namespace: 'required', name: 'dns-subdomain', path: 'metadata' })
      : []),
    ...validate(object, schema, crd.set, old),
  ];
  return errors
    .map((error) => ({ reason: fieldErrorReason(error.type), message: fieldErrorMessage(error), field: error.field }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

describe(`custom resources, as Kubernetes ${recorded.server} judges them`, () => {
  it('come from a CRD without problems', () => {
    expect(crd.problems).toEqual([]);
  });

  it.each(Object.entries(recorded.answers))('%s', (name, answer) => {
    const given = cases[name]!;
    if (answer.status === 400) {
      const unknown = Array.from(
        (answer.message ?? '').matchAll(/unknown field "([^"]+)"/g),
        ([, field = '']) => field,
      );
      expect(new Set(admit(given).unknown)).toEqual(new Set(unknown));
      return;
    }
    expect(causesOf(given)).toEqual(answer.causes ?? []);
    if (answer.status < 300) expect(admit(given).object['spec']).toEqual(answer.spec);
  });
});

describe('builtinResources', () => {
  const discovery = read('discovery.json') as { server: string; resources: JsonObject[] };

  it(`are what Kubernetes ${discovery.server} serves without being told to, in its order`, () => {
    const served = builtinResources().flatMap(({ isServedByDefault, subresources, ...resource }) => {
      const facts = subresources.map(({ name, kind, verbs }) => ({ name, kind, verbs }));
      return isServedByDefault ? [{ ...resource, subresources: facts }] : [];
    });
    expect(served).toEqual(discovery.resources);
  });
});
