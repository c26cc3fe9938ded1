import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { itemPlace, memberPlace, type Place, rootPlace } from './field-difference.ts';
import { isZero, sameMeaning } from './same-meaning.ts';

function placeOf(path: string): Place {
  return path
    .split('.')
    .reduce(
      (place, step) => (/^\d+$/.test(step) ? itemPlace(place, Number(step)) : memberPlace(place, step)),
      rootPlace,
    );
}

describe('quantities', () => {
  it.each<[string, Json, Json, boolean]>([
    ['spec.containers.0.resources.limits.cpu', '1000m', '1', true],
    ['spec.containers.0.resources.limits.cpu', 1, '1', true],
    ['spec.containers.0.resources.requests.memory', '1024Mi', '1Gi', true],
    ['spec.containers.0.resources.requests.memory', '1000Mi', '1Gi', false],
    ['spec.containers.0.resources.requests.memory', 'much', 'most', false],
    ['spec.hard.pods', '010', '10', true],
    ['spec.volumes.0.emptyDir.sizeLimit', '1024Mi', '1Gi', true],
    ['spec.metrics.0.resource.target.averageValue', '1000m', '1', true],
    ['spec.metrics.0.object.target.value', '1000m', '1', true],
    ['spec.other.value', '1000m', '1', false],
    ['data.cpu', '1000m', '1', false],
    ['data.storage', '1000m', '1', false],
    ['metadata.labels.divisor', '1000m', '1', false],
    ['metadata.annotations.sizeLimit', '1000m', '1', false],
    ['stringData.storage', '1000m', '1', false],
  ])('at %s: %s is %s', (path, desired, live, same) => {
    expect(sameMeaning(desired, live, placeOf(path))).toBe(same);
  });
});

describe('what is left out', () => {
  it.each<[Json | undefined, Json | undefined, boolean]>([
    [null, undefined, true],
    ['', undefined, true],
    [0, null, true],
    [false, undefined, true],
    [[], undefined, true],
    [{}, undefined, true],
    [{ a: null }, undefined, true],
    [[null], undefined, false],
    [{ a: '' }, undefined, false],
    ['x', undefined, false],
    ['', 'x', false],
    [undefined, 'x', false],
    [undefined, undefined, true],
  ])('%j for %j', (desired, live, same) => {
    expect(sameMeaning(desired, live, placeOf('spec.a'))).toBe(same);
  });

  it('within maps and lists', () => {
    const same = (desired: Json, live: Json): boolean => sameMeaning(desired, live, placeOf('spec.a'));
    expect(same({ a: 1, b: null }, { a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: null })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(same([{ limits: { cpu: '1000m' } }], [{ limits: { cpu: '1' } }])).toBe(true);
    expect(same([1], [1, 2])).toBe(false);
    expect(same({}, [])).toBe(false);
    expect(same(JSON.parse('{"__proto__":1}') as Json, {})).toBe(false);
  });
});

describe('isZero', () => {
  it.each<[Json | undefined, boolean]>([
    [undefined, true],
    [{ a: null, b: undefined as unknown as Json }, true],
    ['0', false],
    [[0], false],
  ])('%j', (value, zero) => {
    expect(isZero(value)).toBe(zero);
  });
});
