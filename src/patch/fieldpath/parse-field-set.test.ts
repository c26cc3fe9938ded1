import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { PatchError } from '../error.ts';
import { parseFieldSet } from './parse-field-set.ts';

describe('parseFieldSet', () => {
  it.each<readonly [string, Json | undefined, string[]]>([
    ['takes what is absent for empty', undefined, []],
    ['takes null for empty', null, []],
    ['drops kinds of steps that it does not know', { 'f:a': {}, 'x:b': { 'f:c': {} } }, ['f:a']],
    ['takes a step with nothing that it knows below for a member', { 'f:a': { 'x:b': {} } }, ['f:a']],
    ['takes null below a step for nothing', { 'f:a': null }, ['f:a']],
    ['does not mind what stands at the dot', { 'f:a': { '.': 5, 'f:b': {} } }, ['f:a', 'f:a f:b']],
    ['takes a dot alone for a member', { 'f:a': { '.': {} } }, ['f:a']],
    ['ignores a dot at the root', { '.': {}, 'f:a': {} }, ['f:a']],
  ])('%s', (_, json, paths) => {
    expect([...parseFieldSet(json).paths()].map((path) => path.join(' '))).toEqual(paths);
  });

  it.each<readonly [string, Json]>([
    ['a list', []],
    ['a text', 'f:a'],
    ['a number below a step', { 'f:a': 5 }],
    ['a list below a step', { 'f:a': { 'f:b': [] } }],
    ['a key without a kind', { name: {} }],
    ['a key that is no JSON', { 'k:{name}': {} }],
  ])('refuses %s', (_, json) => {
    expect(() => parseFieldSet(json)).toThrow(PatchError);
  });

  it('refuses what is nested too deep instead of running out of stack', () => {
    let json: Json = {};
    for (let level = 0; level < 100_000; level += 1) json = { 'f:a': json };
    expect(() => parseFieldSet(json)).toThrow('nested too deep');
    expect(() => parseFieldSet({ 'f:a': { 'f:b': { 'f:c': {} } } }, 2)).toThrow(PatchError);
  });

  it('reads thousands of sets of a usual object in a second', () => {
    const container = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f:field${index}`, {}]));
    const containers = Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`k:{"name":"c${index}"}`, { '.': {}, ...container }]),
    );
    const json: Json = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { '.': {}, ...containers } } } } };
    const start = performance.now();
    for (let turn = 0; turn < 500; turn += 1) parseFieldSet(json);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
