import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, textAt } from '../../base/index.ts';
import { builtinSchemas } from '../../schema/index.ts';
import { PatchError } from '../error.ts';
import { sameJson } from '../members.ts';
import { applyMergePatch } from '../merge/index.ts';
import { anyJson, relatedValuesOf } from '../testing/arbitrary-value.ts';
import { gadgetSchema, gadgetSchemas, patchableSchema } from '../testing/gadget.ts';
import { readCases, wrapAt } from '../../../test/support/patch-cases.ts';
import { applyStrategicMergePatch } from './apply.ts';

const schemas = builtinSchemas();
const kinds: Readonly<Record<string, { group: string; version: string; kind: string }>> = {
  ConfigMap: { group: '', version: 'v1', kind: 'ConfigMap' },
  Deployment: { group: 'apps', version: 'v1', kind: 'Deployment' },
  Service: { group: '', version: 'v1', kind: 'Service' },
  ServiceAccount: { group: '', version: 'v1', kind: 'ServiceAccount' },
};

describe('patching', () => {
  it.each(readCases(join(import.meta.dirname, 'testdata/apply.yaml')))('$title', ({ values }) => {
    const at = textAt(values, 'at');
    const document = (name: string): JsonObject => wrapAt(at, values[name] ?? null) as JsonObject;
    const gvk = kinds[textAt(values, 'kind') || 'Deployment'];
    if (gvk === undefined) throw new Error('a kind that the test does not know');
    const live = document('live');
    const patch = document('patch');
    const given = JSON.stringify([live, patch]);
    const apply = (): JsonObject => applyStrategicMergePatch(live, patch, schemas.ofKind(gvk), schemas);
    if (values['error'] === undefined) {
      expect(sortedText(apply())).toBe(sortedText(document('expected')));
    } else {
      expect(apply).toThrow(PatchError);
      expect(apply).toThrow(expect.objectContaining({ message: values['error'] }) as Error);
    }
    expect(JSON.stringify([live, patch])).toBe(given);
  });

  it.each<[string, Json, string, number]>([
    ['invalid', { $deleteFromPrimitiveList: ['a'] }, 'invalid', 400],
    ['unsupported', { finalizers: [['a']] }, 'unsupported', 422],
    ['inapplicable', { merged: [{ $patch: 'x', name: 'a' }] }, 'inapplicable', 500],
    ['no object', ['x'], 'inapplicable', 500],
  ])('tells a patch that is %s', (_, patch, code, httpStatus) => {
    const live: JsonObject = { finalizers: [['a']], merged: [{ name: 'a' }] };
    const apply = (): unknown => applyStrategicMergePatch(live, patch, gadgetSchema, gadgetSchemas);
    expect(apply).toThrow(expect.objectContaining({ code, httpStatus }) as Error);
  });

  it('refuses what is nested too deep', () => {
    const limits = { maxOperations: 1, maxCopySize: 1, maxMoves: 1, maxDepth: 3 };
    const apply = (live: JsonObject, patch: JsonObject): unknown =>
      applyStrategicMergePatch(live, patch, undefined, undefined, limits);
    expect(apply({ a: { b: { c: 1 } } }, {})).toEqual({ a: { b: { c: 1 } } });
    expect(() => apply({ a: { b: { c: {} } } }, {})).toThrow('the document is nested more than 3 levels deep');
    expect(() => apply({}, { a: { b: { c: {} } } })).toThrow('the patch is nested more than 3 levels deep');
  });
});

describe('without a schema', () => {
  it('maps merge and lists are replaced', () => {
    expect(
      applyStrategicMergePatch(
        { a: { b: 1, c: [1] } },
        { a: { c: [2], d: { $patch: 'delete' } } },
        undefined,
        undefined,
      ),
    ).toEqual({ a: { b: 1, c: [2] } });
  });

  it('it is a merge patch, where there are no directives', () => {
    const documents = fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), anyJson, { maxKeys: 3 });
    fc.assert(
      fc.property(documents, documents, (live, patch) => {
        const merged = applyStrategicMergePatch(live, withoutNullsInLists(patch), undefined, undefined);
        expect(sameJson(merged, applyMergePatch(live, withoutNullsInLists(patch)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  /** Of values that are new a strategic merge patch drops nulls within lists' maps too; a merge patch keeps lists as they are. */
  function withoutNullsInLists<T extends Json>(value: T): T {
    return JSON.parse(JSON.stringify(value, (_key, member: Json) => (Array.isArray(member) ? [1] : member))) as T;
  }
});

describe('for any patches', () => {
  it('applying again changes nothing', () => {
    const pair = relatedValuesOf(patchableSchema, gadgetSchemas) as unknown as fc.Arbitrary<[JsonObject, JsonObject]>;
    fc.assert(
      fc.property(pair, ([live, patch]) => {
        const once = applyStrategicMergePatch(live, patch, patchableSchema, gadgetSchemas);
        const twice = applyStrategicMergePatch(once, patch, patchableSchema, gadgetSchemas);
        expect(sameJson(twice, once)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** JSON with sorted keys that shows members called `__proto__`, which matchers do not. */
function sortedText(value: Json): string {
  return JSON.stringify(value, (_key, member: Json) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
