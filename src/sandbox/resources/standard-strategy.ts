import { type Json, jsonEqual, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Strategy, StrategyContext } from '../machinery/strategy.ts';

/** In what a kind differs from the others, as far as flags tell it. */
export interface StandardOptions extends Omit<Strategy, 'prepareForUpdate'> {
  /** Whether the kind has a status of its own that only its subresource writes. */
  readonly status?: boolean;
  /** Whether `metadata.generation` also counts changes of annotations. */
  readonly annotationsCount?: boolean;
  /** Metadata that a write of the status cannot change. */
  readonly statusKeeps?: readonly ('labels' | 'ownerReferences' | 'deletionTimestamp' | '*')[];
  /** After the usual: completes a change of the object itself. */
  readonly completeUpdate?: (draft: KubeObject, old: KubeObject, context: StrategyContext) => void;
}

/** The strategy of most kinds: the object's writes leave the status, the status' writes leave the rest, generation counts. */
export function standardStrategy(options: StandardOptions = {}): Strategy {
  const { status = false, annotationsCount = false, statusKeeps = [], completeUpdate, ...rest } = options;
  return {
    ...rest,
    prepareForUpdate: (draft, old, context) => {
      if (context.subresource === 'status') {
        keepAllButStatus(draft, old, statusKeeps);
        return;
      }
      if (status) copyField(draft, old, 'status');
      completeUpdate?.(draft, old, context);
      if (options.generation !== true) return;
      const counted = !sameContent(draft, old) || (annotationsCount && !sameAnnotations(draft, old));
      if (counted) draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
  };
}

/** Takes a field from the old object; also its absence. */
export function copyField(draft: KubeObject, old: KubeObject, field: string): void {
  const value = old[field];
  if (value === undefined) delete draft[field];
  else draft[field] = value;
}

function keepAllButStatus(draft: KubeObject, old: KubeObject, keeps: readonly string[]): void {
  for (const field of new Set([...Object.keys(draft), ...Object.keys(old)])) {
    if (field !== 'metadata' && field !== 'status') copyField(draft, old, field);
  }
  if (keeps.includes('*')) {
    const { managedFields, resourceVersion } = draft.metadata;
    draft.metadata = { ...old.metadata };
    setOrDelete(draft.metadata, 'managedFields', managedFields);
    setOrDelete(draft.metadata, 'resourceVersion', resourceVersion);
    return;
  }
  for (const field of keeps) setOrDelete(draft.metadata, field, old.metadata[field]);
}

function setOrDelete(target: JsonObject, field: string, value: Json | undefined): void {
  if (value === undefined) delete target[field];
  else target[field] = value;
}

function sameContent(draft: KubeObject, old: KubeObject): boolean {
  for (const field of new Set([...Object.keys(draft), ...Object.keys(old)])) {
    if (field === 'metadata' || field === 'status' || field === 'apiVersion') continue;
    if (!jsonEqual(draft[field], old[field])) return false;
  }
  return true;
}

function sameAnnotations(draft: KubeObject, old: KubeObject): boolean {
  return jsonEqual(draft.metadata.annotations ?? {}, old.metadata.annotations ?? {});
}
