import { KustomizeError } from '../error.ts';
import type { ReplacementEntry, SelectorEntry } from '../kustomization/index.ts';
import type { Node } from '../node/index.ts';
import { currentId, idText, isSelectedId, metadataTexts, type Resource } from '../resource/index.ts';
import { compileSelector, matchesLabels, parseLabelSelector, type Selector } from '../selectors/index.ts';
import type { BuildContext, ResourceList } from '../transformer.ts';
import { splitFieldPath } from './field-path.ts';
import { matchPath, type Slot } from './match-path.ts';
import { PathFault } from './path-fault.ts';
import { allIdsPlain, defaultFieldPath, selectorId } from './source.ts';
import { writeIntoText } from './structured.ts';
import { changedBy, type SplitOptions, writeValue } from './write-value.ts';

type Target = NonNullable<ReplacementEntry['targets']>[number];

/**
 * Writes a value into the fields of one target (api 0.20 and 0.21, replacement.go applyReplacement).
 * @throws KustomizeError `replacement` where it selects nothing by design, or a field is not there
 */
export function applyToTarget(target: Target, value: Node, resources: ResourceList, context: BuildContext): void {
  const selects = targetFilter(target, context);
  for (const resource of resources) {
    context.checkpoint();
    if (selects(resource)) writeFields(resource, target, value, context);
  }
}

function targetFilter(target: Target, { profile }: BuildContext): (resource: Resource) => boolean {
  const { select, reject = [] } = target;
  if (select === undefined) {
    throw new KustomizeError('replacement', 'target must specify resources to select', { place: target.place });
  }
  const byLabels = labelFilter(select, reject);
  const byIds = profile === '5.7' ? exactFilter(select, reject) : patternFilter(select, reject);
  return (resource) => byLabels(resource) && byIds(resource);
}

function labelFilter(select: SelectorEntry, reject: readonly SelectorEntry[]): (resource: Resource) => boolean {
  const rejects = reject.filter(
    ({ labelSelector, annotationSelector }) =>
      (labelSelector?.text ?? '') !== '' || (annotationSelector?.text ?? '') !== '',
  );
  return (resource) => hasLabels(resource, select) && !rejects.some((rejected) => hasLabels(resource, rejected));
}

function hasLabels({ root }: Resource, { labelSelector, annotationSelector, place }: SelectorEntry): boolean {
  return placed({ place }, () => {
    const annotations = parseLabelSelector(annotationSelector?.text ?? '', 'replacement');
    const labels = parseLabelSelector(labelSelector?.text ?? '', 'replacement');
    return (
      matchesLabels(annotations, metadataTexts(root, 'annotations')) &&
      matchesLabels(labels, metadataTexts(root, 'labels'))
    );
  });
}

/** Says in errors where the selector stands. */
function placed<T>({ place }: Pick<SelectorEntry, 'place'>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    throw new KustomizeError(error.code, error.message, { place, cause: error });
  }
}

/** 5.7: members are compared as they are. */
function exactFilter(select: SelectorEntry, reject: readonly SelectorEntry[]): (resource: Resource) => boolean {
  const selected = selectorId(select);
  const rejected = reject.filter(namesSomething).map(selectorId);
  return (resource) => {
    const ids = allIdsPlain(resource);
    if (!ids.some((id) => isSelectedId(id, selected))) return false;
    return !rejected.some((selector) => ids.some((id) => isSelectedId(id, selector)));
  };
}

/** 5.8: members are regular expressions, and the namespace is compared as it is written. */
function patternFilter(select: SelectorEntry, reject: readonly SelectorEntry[]): (resource: Resource) => boolean {
  const matcher = (entry: SelectorEntry): ((id: ReturnType<typeof currentId>) => boolean) => {
    const selector: Selector = { ...selectorId(entry), labelSelector: '', annotationSelector: '' };
    const pattern = placed(entry, () => compileSelector(selector, 'replacement'));
    return (id) => pattern.matchesGvk(id) && pattern.matchesName(id.name) && pattern.matchesNamespace(id.namespace);
  };
  const selected = matcher(select);
  const rejected = reject.map((entry) => ({ entry, matches: matcher(entry) }));
  const rejecting = rejected.filter(({ entry }) => namesSomething(entry));
  return (resource) => {
    const ids = allIdsPlain(resource);
    return ids.some(selected) && !rejecting.some(({ matches }) => ids.some(matches));
  };
}

function namesSomething(entry: SelectorEntry): boolean {
  const { group, version, kind, name, namespace } = selectorId(entry);
  return `${group}${version}${kind}${name}${namespace}` !== '';
}

function writeFields(resource: Resource, target: Target, value: Node, { profile }: BuildContext): void {
  const { fieldPaths = [], options } = target;
  const paths = fieldPaths.length === 0 ? [{ text: defaultFieldPath, place: target.place }] : fieldPaths;
  const create = options?.create === true ? value.kind : undefined;
  const delimiter = options?.delimiter?.text ?? '';
  const split: SplitOptions | undefined =
    delimiter === '' ? undefined : { delimiter, index: Number(options?.index ?? 0) };
  for (const { text, place } of paths) {
    const path = splitFieldPath(text);
    const match = { profile, create, place: value.place, changedBy };
    if (profile !== '5.7' && writeIntoText(resource.root, path, value, match)) continue;
    for (const slot of slotsAt(resource, text, path, place, match)) writeValue(slot, value, split);
  }
}

function slotsAt(
  resource: Resource,
  text: string,
  path: readonly string[],
  place: Target['place'],
  match: Parameters<typeof matchPath>[2],
): Slot[] {
  const refuse = (why: string, cause?: unknown): KustomizeError => {
    const what = match.create === undefined ? 'find' : 'find or create';
    const message = `unable to ${what} field "${text}" in replacement target ${idText(currentId(resource))}${why}`;
    return new KustomizeError('replacement', message, { place, cause });
  };
  try {
    const slots = matchPath(resource.root, path, match);
    if (slots.length === 0) throw refuse(match.create === undefined ? ': correct the path, or set options.create' : '');
    return slots;
  } catch (error) {
    throw error instanceof PathFault ? refuse(`: ${error.message}`, error) : error;
  }
}
