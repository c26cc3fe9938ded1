import { type KubeObject, parseApiVersion, textAt } from '../../../base/index.ts';
import { PatchError } from '../../error.ts';
import { checkDepth, defaultPatchLimits } from '../../limits.ts';
import { type ApplyConflict, type ConflictCause, conflictCauses, conflictMessage } from './conflict.ts';
import { emptyObject } from '../empty-object.ts';
import { fieldsOfLastApplied, withLastApplied } from './last-applied.ts';
import { decodeManagedFields, encodeManagedFields, type ManagedFields } from '../entries/managed-entry.ts';
import { rawManagedFields, withManagedFields, withoutManagedFields } from '../entries/managed-fields-of.ts';
import type { ManagedApply } from './managed-apply.ts';
import type { ManagedKind } from '../managed-kind.ts';
import { mergeConfiguration, type MergedConfiguration } from './merge-configuration.ts';

/** What an apply makes: the object, before defaults and admission, or whose fields it would change. */
export type ApplyOutcome =
  | {
      readonly kind: 'applied';
      /** With its new `metadata.managedFields`. */
      readonly object: KubeObject;
      /** Whether anything but `metadata.managedFields` differs from the live object. */
      readonly changed: boolean;
    }
  | {
      readonly kind: 'conflict';
      readonly conflicts: readonly ApplyConflict[];
      /** The message and causes of the Status to answer with (409, reason Conflict). */
      readonly message: string;
      readonly causes: readonly ConflictCause[];
    };

/**
 * Applies a configuration (FieldManager.Apply in apimachinery 0.36 managedfields, over structured-merge-diff v6): merges it into the
 * live object, removes what the manager applied before and nobody owns now, and works out who owns what. An object whose fields
 * nobody owns yet is first given to `before-first-apply`; `kubectl` takes over from its own client-side apply without conflicts.
 * @throws PatchError `invalid` for a configuration of another kind or with managed fields, or live owners that cannot be read;
 *   `mismatch` where the configuration does not fit the type.
 */
export function updateOnApply(apply: ManagedApply): ApplyOutcome {
  const { kind, applied } = apply;
  checkConfiguration(kind, applied);
  const live = apply.live ?? emptyObject(kind);
  const managed = readOwners(live);
  const object = withoutManagedFields(live);

  let outcome = mergeConfiguration(apply, object, managed, apply.force);
  if (Array.isArray(outcome) && apply.manager === 'kubectl') outcome = takeOver(apply, object, managed, outcome);
  if (Array.isArray(outcome)) {
    return {
      kind: 'conflict',
      conflicts: outcome,
      message: conflictMessage(outcome),
      causes: conflictCauses(outcome),
    };
  }
  const result = apply.manager === 'kubectl' ? withLastApplied(outcome.object, applied) : outcome.object;
  return {
    kind: 'applied',
    object: withManagedFields(result, encodeManagedFields(outcome.managed)),
    changed: result !== object,
  };
}

function checkConfiguration(kind: ManagedKind, applied: KubeObject): void {
  checkDepth(applied, defaultPatchLimits.maxDepth, 'the applied configuration');
  const { group, version } = parseApiVersion(textAt(applied, 'apiVersion'));
  const name = textAt(applied, 'kind');
  if (group !== kind.gvk.group || version !== kind.gvk.version || name !== kind.gvk.kind) {
    throw new PatchError('invalid', 400, `invalid object type: ${group}/${version}, Kind=${name}`);
  }
  if (Array.isArray(rawManagedFields(applied))) {
    throw new PatchError('invalid', 400, 'metadata.managedFields must be nil');
  }
}

function readOwners(live: KubeObject): ManagedFields {
  try {
    return decodeManagedFields(rawManagedFields(live));
  } catch (cause) {
    if (!(cause instanceof PatchError)) throw cause;
    throw new PatchError('invalid', 500, `failed to decode managed fields: ${cause.message}`, { cause });
  }
}

/** What `kubectl` gets where it meets conflicts: fields that its client-side apply set last are its own. */
function takeOver(
  apply: ManagedApply,
  live: KubeObject,
  managed: ManagedFields,
  conflicts: ApplyConflict[],
): MergedConfiguration | ApplyConflict[] {
  const allowed = fieldsOfLastApplied(apply.kind, live);
  if (allowed === undefined) return conflicts;
  const remaining = conflicts.filter(({ path }) => !allowed.has(path));
  return remaining.length > 0 ? remaining : mergeConfiguration(apply, live, managed, true);
}
