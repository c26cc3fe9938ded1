import { KustomizeError } from '../../error.ts';
import type { SortOptionsEntry } from '../../kustomization/index.ts';
import {
  compareBytes,
  currentId,
  equalGvk,
  gvkText,
  type ResourceId,
  type ResourceList,
} from '../../resource/index.ts';
import { firstKinds, lastKinds, sortText } from '../../tables/index.ts';

/**
 * Puts resources into the order that `sortOptions` asks for: `fifo` as they came, `legacy` by kind, with those first and last that it names
 * or that upstream does. Throws KustomizeError `bad-kustomization`.
 */
export function sortResources(resources: ResourceList, options: SortOptionsEntry): void {
  const order = options.order?.text ?? '';
  const { place, legacySortOptions } = options;
  if (order !== 'fifo' && order !== 'legacy') {
    const message = "the field 'sortOptions.order' must be one of [fifo, legacy]";
    throw new KustomizeError('bad-kustomization', message, { place: options.order?.place ?? place });
  }
  if (order === 'legacy') {
    const named = (field: 'orderFirst' | 'orderLast'): string[] | undefined =>
      legacySortOptions === undefined ? undefined : (legacySortOptions[field] ?? []).map(({ text }) => text);
    sortLegacy(resources, named('orderFirst'), named('orderLast'));
  } else if (legacySortOptions !== undefined) {
    const message =
      "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'";
    throw new KustomizeError('bad-kustomization', message, { place: legacySortOptions.place });
  }
}

/** The order in which kustomize prints where nothing else is said. */
export function sortLegacy(
  resources: ResourceList,
  orderFirst: readonly string[] = firstKinds,
  orderLast: readonly string[] = lastKinds,
): void {
  const ranks = new Map<string, number>();
  for (const [index, kind] of orderFirst.entries()) ranks.set(kind, index - orderFirst.length);
  for (const [index, kind] of orderLast.entries()) ranks.set(kind, index + 1);
  const keyed = resources.map((resource) => {
    const id = currentId(resource);
    return { resource, id, rank: ranks.get(id.kind) ?? 0, gvk: sortText(id), key: idKey(id) };
  });
  keyed.sort((a, b) => {
    if (equalGvk(a.id, b.id)) return compareBytes(a.key, b.key);
    if (a.rank !== b.rank) return a.rank - b.rank;
    const coreNamespace =
      a.id.kind === 'Namespace' && b.id.kind === 'Namespace' && (a.id.group === '' || b.id.group === '');
    return coreNamespace ? compareBytes(b.gvk, a.gvk) : compareBytes(a.gvk, b.gvk);
  });
  for (const [index, { resource }] of keyed.entries()) resources[index] = resource;
}

function idKey(id: ResourceId): string {
  return `${gvkText(id)}|${id.namespace === '' ? '~X' : id.namespace}|${id.name === '' ? '~N' : id.name}`;
}
