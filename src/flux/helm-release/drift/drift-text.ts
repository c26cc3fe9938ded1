import type { ReleaseObject } from '../../../release/index.ts';
import type { ObjectDrift } from './detect-drift.ts';

/** `Kind/namespace/name` (helm-controller internal/diff/summarize.go). */
export function resourceName({ resource, namespace, name }: ReleaseObject): string {
  return [resource.kind, ...(namespace === '' ? [] : [namespace]), name].join('/');
}

/** A line for each object that was removed, changed or left out. */
export function driftText(drifts: readonly ObjectDrift[]): string {
  return drifts.flatMap((drift) => (drift.kind === 'none' ? [] : [lineOf(drift)])).join('\n');
}

function lineOf(drift: ObjectDrift): string {
  const name = resourceName(drift.target);
  if (drift.kind !== 'changed') return `${name} ${drift.kind}`;
  const count = (op: string): number => drift.changes.filter((change) => change.op === op).length;
  return `${name} changed (${count('add')} additions, ${count('replace')} changes, ${count('remove')} removals)`;
}
