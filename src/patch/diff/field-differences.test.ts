import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/index.ts';
import { sameJson } from '../members.ts';
import { anyJson } from '../testing/arbitrary-value.ts';
import { type DifferenceOptions, fieldDifferences } from './field-differences.ts';

/** Each difference as `path: desired <- live`. */
function differences(desired: JsonObject, live: JsonObject, options?: DifferenceOptions): string[] {
  return fieldDifferences(desired, live, options).map(
    (found) => `${found.text}: ${JSON.stringify(found.desired)} <- ${JSON.stringify(found.live)}`,
  );
}

describe('fields', () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['equal', { a: 1, b: { c: [1] } }, { a: 1, b: { c: [1] } }, []],
    ['of another value', { a: 1, b: { c: 'x' } }, { a: 1, b: { c: 'y' } }, ['.b.c: "x" <- "y"']],
    ['that are missing', { a: 1, b: { c: 1 } }, { b: {} }, ['.a: 1 <- undefined', '.b.c: 1 <- undefined']],
    ['that are missing with all below', { b: { c: 1 } }, {}, ['.b: {"c":1} <- undefined']],
    ['that only the live object has', { a: 1 }, { a: 1, b: 2 }, []],
    ['of another form', { a: { b: 1 } }, { a: [1] }, ['.a: {"b":1} <- [1]']],
    ['that the server leaves out', { a: null, b: '', c: 0, d: false, e: [], f: {}, g: { h: null } }, {}, []],
    ['that are empty but are not live', { a: '', b: [] }, { a: 'x', b: [1] }, ['.a: "" <- "x"', '.b: [] <- [1]']],
  ])('%s', (_, desired, live, expected) => {
    expect(differences(desired, live)).toEqual(expected);
  });

  it('that only the live object has are told where that is asked', () => {
    const live = { a: 1, b: { c: 2 }, d: null, e: { f: 1, g: 2 } };
    expect(differences({ a: 1, e: { f: 1 } }, live, { liveOnly: true })).toEqual([
      '.e.g: undefined <- 2',
      '.b: undefined <- {"c":2}',
    ]);
  });

  it('are told by path and text', () => {
    const desired = { spec: { containers: [{ name: 'a', image: 'x' }] } };
    const live = { spec: { containers: [{ name: 'side' }, { name: 'a', image: 'y' }] } };
    expect(fieldDifferences(desired, live)[0]).toEqual({
      path: ['spec', 'containers', 0, 'image'],
      text: '.spec.containers[name="a"].image',
      desired: 'x',
      live: 'y',
    });
  });
});

describe('lists', () => {
  const named = (...names: readonly string[]): JsonObject[] => names.map((name) => ({ name }));
  it.each<[string, Json[], Json[], string[]]>([
    [
      'of items in another place',
      [{ name: 'a', v: 1 }],
      [{ name: 'b' }, { name: 'a', v: 2 }],
      ['.list[name="a"].v: 1 <- 2', '.list[name="b"]: undefined <- {"name":"b"}'],
    ],
    ['with an item less', named('a', 'b'), named('a'), ['.list[name="b"]: {"name":"b"} <- undefined']],
    ['with an item more', named('a'), named('a', 'b'), ['.list[name="b"]: undefined <- {"name":"b"}']],
    [
      'in another order',
      named('a', 'b'),
      named('b', 'a'),
      ['.list: [{"name":"a"},{"name":"b"}] <- [{"name":"b"},{"name":"a"}]'],
    ],
    [
      'of ports, with the protocol that the server adds',
      [{ containerPort: 80 }],
      [{ containerPort: 80, protocol: 'TCP', hostPort: 1 }],
      [],
    ],
    ['of texts', ['a', 'b'], ['a', 'c'], ['.list: ["a","b"] <- ["a","c"]']],
    ['of maps that nothing tells apart', [{ x: 1 }, { x: 2 }], [{ x: 1 }, { x: 3 }], ['.list[1].x: 2 <- 3']],
    ['of such maps with one more', [{ x: 1 }], [{ x: 1 }, { x: 3 }], ['.list[1]: undefined <- {"x":3}']],
    ['of such maps with one less', [{ x: 1 }, { x: 2 }], [{ x: 1 }], ['.list[1]: {"x":2} <- undefined']],
    ['of items that occur twice', named('a', 'a'), named('a', 'a', 'a'), ['.list[2]: undefined <- {"name":"a"}']],
  ])('%s', (_, desired, live, expected) => {
    expect(differences({ list: desired }, { list: live })).toEqual(expected);
  });
});

describe('for any objects', () => {
  const objects = fc.dictionary(fc.constantFrom('a', 'b', 'spec', '__proto__'), anyJson, { maxKeys: 4 });
  it('what is equal does not differ', () => {
    fc.assert(
      fc.property(objects, (object) => {
        expect(fieldDifferences(object, structuredClone(object), { liveOnly: true })).toEqual([]);
      }),
    );
  });

  it('the values that are told are those at the path', () => {
    const at = (value: Json, path: readonly (string | number)[]): Json | undefined =>
      path.reduce<Json | undefined>(
        (current, step) =>
          typeof current === 'object' && current !== null && Object.hasOwn(current, step)
            ? (current as Record<string | number, Json>)[step]
            : undefined,
        value,
      );
    fc.assert(
      fc.property(objects, objects, (desired, live) => {
        for (const found of fieldDifferences(desired, live)) {
          if (found.desired !== undefined) expect(sameJson(at(desired, found.path), found.desired)).toBe(true);
        }
      }),
    );
  });
});

it('ends objects that are nested without end', () => {
  let deep: Json = 1;
  for (let depth = 0; depth < 600; depth += 1) deep = { a: deep };
  expect(() => fieldDifferences({ deep }, {})).toThrow('the desired object is nested');
  expect(() => fieldDifferences({}, { deep })).toThrow('the live object is nested');
});
