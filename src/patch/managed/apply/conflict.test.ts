import { describe, expect, it } from 'vitest';
import { FieldSet } from '../../fieldpath/index.ts';
import { conflictCauses, conflictMessage, listConflicts } from './conflict.ts';
import type { ManagedEntry } from '../entries/managed-entry.ts';

function owner(manager: string, change: Partial<ManagedEntry> = {}): ManagedEntry {
  return {
    manager,
    applied: false,
    apiVersion: 'apps/v1',
    subresource: '',
    set: FieldSet.empty,
    time: undefined,
    ...change,
  };
}

const replicas = FieldSet.of(['f:spec', 'f:replicas']);
const image = FieldSet.of(['f:spec', 'f:containers', 'k:{"name":"app"}', 'f:image']);

describe('the message', () => {
  it.each<[string, [ManagedEntry, FieldSet][], string]>([
    [
      'one field',
      [[owner('kubectl'), replicas]],
      'Apply failed with 1 conflict: conflict with "kubectl" using apps/v1: .spec.replicas',
    ],
    [
      'one field of who applied',
      [[owner('flux', { applied: true }), replicas]],
      'Apply failed with 1 conflict: conflict with "flux": .spec.replicas',
    ],
    [
      'one field by a subresource',
      [[owner('hpa', { subresource: 'scale' }), replicas]],
      'Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using apps/v1: .spec.replicas',
    ],
    [
      'several fields of one',
      [[owner('kubectl'), replicas.union(image)]],
      'Apply failed with 2 conflicts: conflicts with "kubectl" using apps/v1:\n- .spec.replicas\n- .spec.containers[name="app"].image',
    ],
    [
      'fields of several, in the order of their identifiers',
      [
        [owner('z'), replicas],
        [owner('b', { applied: true }), image],
        [owner('b'), replicas],
      ],
      'Apply failed with 3 conflicts: conflicts with "b":\n- .spec.containers[name="app"].image\nconflicts with "b" using apps/v1:\n- .spec.replicas\nconflicts with "z" using apps/v1:\n- .spec.replicas',
    ],
    [
      'a manager of any name',
      [[owner('a "b"\n'), replicas]],
      'Apply failed with 1 conflict: conflict with "a \\"b\\"\\n" using apps/v1: .spec.replicas',
    ],
  ])('%s', (_, sets, message) => {
    expect(conflictMessage(listConflicts(sets))).toBe(message);
  });
});

describe('the causes', () => {
  it('are one for each field', () => {
    const sets: [ManagedEntry, FieldSet][] = [
      [owner('b', { applied: true }), replicas],
      [owner('a'), image],
    ];
    expect(conflictCauses(listConflicts(sets))).toEqual([
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "a" using apps/v1',
        field: '.spec.containers[name="app"].image',
      },
      { reason: 'FieldManagerConflict', message: 'conflict with "b"', field: '.spec.replicas' },
    ]);
  });
});
