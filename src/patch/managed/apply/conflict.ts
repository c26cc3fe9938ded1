import { compareText, type FieldPath, type FieldSet, formatPath } from '../../fieldpath/index.ts';
import { goQuote } from '../../go-text.ts';
import { type ManagedEntry, managerIdentifier } from '../entries/managed-entry.ts';

/** A field that an apply would change and that somebody else owns. */
export interface ApplyConflict {
  /** The entry that owns it. */
  readonly owner: ManagedEntry;
  readonly path: FieldPath;
}

/** A cause in the Status of a refused apply. */
export interface ConflictCause {
  readonly reason: 'FieldManagerConflict';
  /** `conflict with "kubectl" using apps/v1`. */
  readonly message: string;
  /** `.spec.replicas`. */
  readonly field: string;
}

/** The conflicts of an apply with each owner, owners in upstream's order. */
export function listConflicts(sets: Iterable<readonly [ManagedEntry, FieldSet]>): ApplyConflict[] {
  return [...sets]
    .sort(([a], [b]) => compareText(managerIdentifier(a), managerIdentifier(b)))
    .flatMap(([owner, set]) => [...set.paths()].map((path) => ({ owner, path })));
}

/** The text that the API server answers with (409), as managedfields/internal/conflict.go writes it. */
export function conflictMessage(conflicts: readonly ApplyConflict[]): string {
  const [first] = conflicts;
  if (first !== undefined && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${describeOwner(first.owner)}: ${formatPath(first.path)}`;
  }
  const lines: string[] = [];
  let last: ManagedEntry | undefined;
  for (const { owner, path } of conflicts) {
    if (owner !== last) lines.push(`conflicts with ${describeOwner(owner)}:`);
    last = owner;
    lines.push(`- ${formatPath(path)}`);
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

/** The causes in the Status of the answer. */
export function conflictCauses(conflicts: readonly ApplyConflict[]): ConflictCause[] {
  return conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${describeOwner(owner)}`,
    field: formatPath(path),
  }));
}

function describeOwner(owner: ManagedEntry): string {
  const subresource = owner.subresource === '' ? '' : ` with subresource ${goQuote(owner.subresource)}`;
  return `${goQuote(owner.manager)}${subresource}${owner.applied ? '' : ` using ${owner.apiVersion}`}`;
}
