import { KustomizeError } from '../error.ts';
import type { ReplacementEntry } from '../kustomization/index.ts';
import { type Node, plainNode, textOf } from '../node/index.ts';
import { currentId, isSelectedId, previousIds, type Resource, type ResourceId } from '../resource/index.ts';
import type { ResourceList } from '../transformer.ts';
import { splitFieldPath } from './field-path.ts';
import { lookUp } from './look-up.ts';
import { PathFault } from './path-fault.ts';
import { changedBy } from './write-value.ts';

type Source = NonNullable<ReplacementEntry['source']>;

/** The field that is meant where none is named. */
export const defaultFieldPath = 'metadata.name';

/**
 * What a replacement writes (api 0.20, replacement.go getReplacement).
 * @throws KustomizeError `replacement` where no resource or several are selected, or the field is missing, empty or cannot be split
 */
export function replacementValue({ source, sourceValue, place }: ReplacementEntry, resources: ResourceList): Node {
  if (sourceValue !== undefined) {
    if (source === undefined) return plainNode(sourceValue.text, sourceValue.place, changedBy);
    throw new KustomizeError('replacement', 'value and resource selectors are mutually exclusive', { place });
  }
  if (source === undefined) throw new KustomizeError('replacement', 'a replacement needs a source', { place });
  const path =
    source.fieldPath === undefined || source.fieldPath.text === '' ? defaultFieldPath : source.fieldPath.text;
  const resource = selectSource(source, resources);
  const value = valueAt(resource, path, source);
  if (value === undefined || isEmpty(value)) {
    const message = `fieldPath \`${path}\` is missing for replacement source ${textOfSource(source)}`;
    throw new KustomizeError('replacement', message, { place: source.place });
  }
  return refined(value, source);
}

function valueAt({ root }: Resource, path: string, { place }: Source): Node | undefined {
  try {
    return lookUp(root, splitFieldPath(path));
  } catch (error) {
    if (!(error instanceof PathFault)) throw error;
    const message = `error looking up replacement source: ${error.message}`;
    throw new KustomizeError('replacement', message, { place, cause: error });
  }
}

function selectSource(source: Source, resources: ResourceList): Resource {
  const selector = selectorId(source);
  const matches = resources.filter((resource) => allIdsPlain(resource).some((id) => isSelectedId(id, selector)));
  const [found, ...others] = matches;
  const { place } = source;
  if (found === undefined) {
    const message = `nothing selected by ${textOfSource(source)}: correct its kind, name and namespace`;
    throw new KustomizeError('replacement', message, { place });
  }
  if (others.length > 0) {
    const message = `multiple matches for selector ${textOfSource(source)}: say more of it`;
    throw new KustomizeError('replacement', message, { place });
  }
  return found;
}

/** All ids as upstream makes them of an object alone: it does not ask which kinds have no namespace (utils.MakeResIds). */
export function allIdsPlain(resource: Resource): ResourceId[] {
  return [{ ...currentId(resource), clusterScoped: false }, ...previousIds(resource)];
}

/** The members of a selector, as an id to compare with. */
export function selectorId(entry: {
  readonly [K in 'group' | 'version' | 'kind' | 'name' | 'namespace']?: { readonly text: string } | undefined;
}): ResourceId {
  return {
    group: entry.group?.text ?? '',
    version: entry.version?.text ?? '',
    kind: entry.kind?.text ?? '',
    name: entry.name?.text ?? '',
    namespace: entry.namespace?.text ?? '',
    clusterScoped: false,
  };
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'scalar') return node.value === null;
  return (node.kind === 'list' ? node.items.length : node.entries.size) === 0;
}

/** The part of a scalar that the options ask for. */
function refined(value: Node, { options, place }: Source): Node {
  const delimiter = options?.delimiter?.text ?? '';
  if (delimiter === '') return value;
  if (value.kind !== 'scalar') {
    throw new KustomizeError('replacement', 'delimiter option can only be used with scalar nodes', { place });
  }
  const index = Number(options?.index ?? 0);
  const part = index < 0 ? undefined : textOf(value).split(delimiter)[index];
  if (part === undefined) {
    const message = `options.index ${index} is out of bounds for value ${textOf(value)}`;
    throw new KustomizeError('replacement', message, { place });
  }
  const { place: from, quoted } = value;
  // The type of the whole stays with the part upstream; of a number no part is another type than what its text says.
  if (typeof value.value !== 'string') return plainNode(part, from);
  return { kind: 'scalar', value: part, place: from, ...(quoted === true ? { quoted } : {}) };
}

function textOfSource(source: Source): string {
  const { group, version, kind, name, namespace, fieldPath } = source;
  const parts = [kind, name, namespace, group, version].flatMap((part) => (part === undefined ? [] : [part.text]));
  return `${parts.join(' ')}${fieldPath === undefined ? '' : ` at ${fieldPath.text}`}`;
}
