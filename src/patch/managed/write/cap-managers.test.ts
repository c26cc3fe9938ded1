import { describe, expect, it } from 'vitest';
import { FieldSet } from '../../fieldpath/index.ts';
import { capUpdateManagers } from './cap-managers.ts';
import { type ManagedEntry, managerIdentifier } from '../entries/managed-entry.ts';

function updater(index: number, change: Partial<ManagedEntry> = {}): ManagedEntry {
  return {
    manager: `u${index}`,
    applied: false,
    apiVersion: 'v1',
    subresource: '',
    set: FieldSet.of([`f:f${index}`]),
    time: `2026-01-01T00:00:${String(index).padStart(2, '0')}Z`,
    ...change,
  };
}

function capped(entries: readonly ManagedEntry[], max?: number): Record<string, string[]> {
  const managed = new Map(entries.map((entry) => [managerIdentifier(entry), entry]));
  capUpdateManagers(managed, max);
  return Object.fromEntries(
    [...managed.values()].map(({ manager, apiVersion, set, time }) => [
      `${manager} ${apiVersion} ${time?.slice(17, 19) ?? ''}`,
      [...set.paths()].map((path) => path.join(' ')),
    ]),
  );
}

const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('the updaters of an object', () => {
  it('are ten at most', () => {
    const ten = count(10).map((index) => updater(index));
    expect(Object.keys(capped(ten))).toHaveLength(10);
    expect(capped(ten)).not.toHaveProperty('ancient-changes v1 01');
  });

  it('are folded from the oldest on', () => {
    const result = capped(count(13).map((index) => updater(index)));
    expect(Object.keys(result)).toHaveLength(10);
    expect(result['ancient-changes v1 03']).toEqual(['f:f0', 'f:f1', 'f:f2', 'f:f3']);
    expect(result['u4 v1 04']).toEqual(['f:f4']);
  });

  it('go on being folded into the same entry', () => {
    const bucket = updater(0, { manager: 'ancient-changes' });
    const result = capped([bucket, updater(1), updater(2)], 2);
    expect(result).toEqual({ 'ancient-changes v1 01': ['f:f0', 'f:f1'], 'u2 v1 02': ['f:f2'] });
  });

  it('are folded version by version', () => {
    const entries = [
      updater(0, { apiVersion: 'v1' }),
      updater(1, { apiVersion: 'v2' }),
      updater(2, { apiVersion: 'v1' }),
      updater(3, { apiVersion: 'v2' }),
      updater(4, { apiVersion: 'v3' }),
    ];
    expect(capped(entries, 3)).toEqual({
      'ancient-changes v1 02': ['f:f0', 'f:f2'],
      'ancient-changes v2 03': ['f:f1', 'f:f3'],
      'u4 v3 04': ['f:f4'],
    });
  });

  it('stay where no two agree in the version', () => {
    const entries = count(4).map((index) => updater(index, { apiVersion: `v${index}` }));
    expect(Object.keys(capped(entries, 2))).toHaveLength(4);
  });

  it('do not count those who apply', () => {
    const entries = count(30).map((index) => updater(index, { applied: index >= 3 }));
    expect(Object.keys(capped(entries, 3))).toHaveLength(30);
    expect(Object.keys(capped(entries, 2))).toHaveLength(29);
  });

  it('of one second are taken by their identifiers', () => {
    const time = '2026-01-01T00:00:00Z';
    const entries = [3, 1, 2].map((index) => updater(index, { time }));
    expect(capped(entries, 2)).toEqual({ 'u3 v1 00': ['f:f3'], 'ancient-changes v1 00': ['f:f1', 'f:f2'] });
  });
});
