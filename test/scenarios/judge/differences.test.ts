import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DifferenceJudge, readAllowedDifferences } from './differences.ts';

const reason = 'it only shows that time passed';
const difference = (path: string) => ({ path, expected: 1, actual: 2 });

describe('DifferenceJudge', () => {
  it.each([
    [
      'a step',
      'argocd-*/*/owners/*/status/reconciledAt',
      'argocd-prune/pruned/owners/Application~argocd-prune/status/reconciledAt',
      true,
    ],
    [
      'any steps',
      'argocd-*/**/reconciledAt',
      'argocd-prune/pruned/owners/Application~argocd-prune/status/reconciledAt',
      true,
    ],
    ['everything below', 'flux-prune/**', 'flux-prune/pruned/events/x', true],
    ['another scenario', 'flux-prune/**', 'flux-prune-off/pruned/events/x', false],
    ['one step for two', 'flux-prune/*/x', 'flux-prune/a/b/x', false],
    ['brackets and dots in a path', 'flux-a/**/.spec.{a}', 'flux-a/p/objects/[x=1]/.spec.{a}', true],
  ])('matches %s', (_, pattern, path, allowed) => {
    const judge = new DifferenceJudge([{ id: 'a', paths: [pattern], reason }]);
    expect(judge.unexplained('s', [difference(path)])).toHaveLength(allowed ? 0 : 1);
  });

  it('tells which patterns no difference needed, of scenarios that were told', () => {
    const judge = new DifferenceJudge([
      { id: 'needed', paths: ['flux-a/**/x'], reason },
      { id: 'half', paths: ['flux-a/**/y', 'flux-*/**/z'], reason },
      { id: 'elsewhere', paths: ['argocd-a/**'], reason },
    ]);
    judge.unexplained('flux-a', [difference('flux-a/p/x'), difference('flux-a/p/y')]);
    expect(judge.unused()).toEqual(['half: flux-*/**/z']);
  });

  it('needs no pattern before anything was told', () => {
    expect(new DifferenceJudge([{ id: 'a', paths: ['**'], reason }]).unused()).toEqual([]);
  });
});

describe('readAllowedDifferences', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'differences-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (text: string) => {
    writeFileSync(join(folder, 'd.yaml'), text);
    return readAllowedDifferences(join(folder, 'd.yaml'));
  };

  it('reads entries', () => {
    expect(read(`- {id: a-1, paths: ['x/**'], reason: ${reason}}`)).toEqual([{ id: 'a-1', paths: ['x/**'], reason }]);
  });

  it.each([
    ['no list', 'a: 1', 'is not a list'],
    ['no map', '[1]', 'entry 1 is not a map'],
    ['no id', `[{paths: [x], reason: ${reason}}]`, 'has no id'],
    ['a strange id', `[{id: A b, paths: [x], reason: ${reason}}]`, 'has no id'],
    ['no paths', `[{id: a, paths: [], reason: ${reason}}]`, 'has no list of paths'],
    ['paths that are no texts', `[{id: a, paths: [1], reason: ${reason}}]`, 'has no list of paths'],
    ['no reason', '[{id: a, paths: [x], reason: so}]', 'no reason worth the name'],
    ['a stray member', `[{id: a, paths: [x], reason: ${reason}, until: never}]`, 'has until'],
    [
      'one id twice',
      `[{id: a, paths: [x], reason: ${reason}}, {id: a, paths: [y], reason: ${reason}}]`,
      'a is there already',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('can be read as it stands', () => {
    expect(Array.isArray(readAllowedDifferences(join(import.meta.dirname, '..', 'differences.yaml')))).toBe(true);
  });
});

describe('differences.yaml', () => {
  it('has a row of docs/differences.md for every entry, and an entry for every named row', () => {
    const root = join(import.meta.dirname, '..', '..', '..');
    const allowed = readAllowedDifferences(join(root, 'test', 'scenarios', 'differences.yaml'));
    const rows = readFileSync(join(root, 'docs', 'differences.md'), 'utf8').matchAll(/^\| `([a-z0-9-]+)` \|/gm);
    expect(new Set(allowed.map(({ id }) => id))).toEqual(new Set([...rows].map(([, id]) => id)));
  });
});
