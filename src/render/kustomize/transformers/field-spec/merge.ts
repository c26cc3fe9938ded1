import { KustomizeError } from '../../error.ts';
import { compareBytes, type Gvk, isSelectedGvk } from '../../resource/index.ts';
import { type FieldSpec, firstKinds, lastKinds, sortText } from '../../tables/index.ts';

/**
 * Adds field specs to others (kustomize api 0.20, types.FsSlice.MergeAll). One whose path is there already, for kinds that it selects, adds
 * nothing. Gives `present` itself where nothing is added.
 *
 * Throws `transformer` where such a one says otherwise whether the field is created.
 */
export function mergeFieldSpecs(present: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] {
  if (added.length === 0) return present;
  const merged = [...present];
  const byPath = new Map<string, FieldSpec[]>();
  for (const spec of present) addTo(byPath, spec);
  for (const spec of added) {
    const same = byPath.get(spec.path)?.find((other) => isSelectedGvk(other, spec));
    if (same === undefined) {
      merged.push(spec);
      addTo(byPath, spec);
    } else if (same.create !== spec.create) {
      throw new KustomizeError(
        'transformer',
        `conflicting fieldspecs for '${spec.path}' of ${spec.kind === '' ? 'any kind' : spec.kind}: one creates the field, the other does not`,
      );
    }
  }
  return merged.length === present.length ? present : merged;
}

function addTo(byPath: Map<string, FieldSpec[]>, spec: FieldSpec): void {
  const specs = byPath.get(spec.path);
  if (specs === undefined) byPath.set(spec.path, [spec]);
  else specs.push(spec);
}

/** In the order of their kinds. */
export function sortByKind<T extends Gvk>(specs: readonly T[]): readonly T[] {
  return specs.length < 2 ? specs : [...specs].sort(compareKinds);
}

/** Kinds that others need come first, webhooks last, the rest by name (kyaml 0.20, Gvk.IsLessThan). */
export function compareKinds(one: Gvk, other: Gvk): number {
  const byOrder = (kindOrder.get(one.kind) ?? 0) - (kindOrder.get(other.kind) ?? 0);
  return byOrder === 0 ? compareBytes(sortText(one), sortText(other)) : byOrder;
}

const kindOrder: ReadonlyMap<string, number> = new Map([
  ...firstKinds.map((kind, index) => [kind, index - firstKinds.length] as const),
  ...lastKinds.map((kind, index) => [kind, index + 1] as const),
]);
