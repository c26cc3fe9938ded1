import type { YamlDocument, YamlValue } from '../../yaml/index.ts';
import type { Step } from '../origin/index.ts';
import { describeValue, type FileProblem, formatPath, nearestPosition } from './file-problem.ts';

/** Which reader's rules hold. */
export type DirectoryDialect = 'argocd' | 'flux';

/** A YAML object that stands for a Kubernetes object, and where it stands. */
export interface LocatedObject {
  readonly value: { readonly [key: string]: YamlValue };
  readonly document: YamlDocument;
  /** The way to it in the document; not empty for an item of a list. */
  readonly path: readonly Step[];
}

/** Whether a YAML value is an object. */
export function isYamlObject(value: YamlValue | undefined): value is { [key: string]: YamlValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Replaces lists by their items, also lists in lists. Argo CD (v3.6, reposerver/repository GenerateManifests, apimachinery
 * Unstructured.IsList) takes whatever has a list `items` for one, and drops an object whose `items` is empty unless it has a
 * spec or status. Flux (kustomize 5.8, api/resource inlineAnyEmbeddedLists) takes kinds that end in `List` and have `items`, and puts
 * what was in them at the end.
 */
export function expandLists(
  objects: readonly LocatedObject[],
  dialect: DirectoryDialect,
): { readonly objects: readonly LocatedObject[]; readonly problems: readonly FileProblem[] } {
  const problems: FileProblem[] = [];
  const expanded: LocatedObject[] = [];
  const waiting = [...objects].reverse();
  let later: LocatedObject[] = [];
  for (;;) {
    const object = waiting.pop();
    if (object === undefined) {
      if (later.length === 0) return { objects: expanded, problems };
      waiting.push(...later.reverse());
      later = [];
      continue;
    }
    const items = itemsOf(object, dialect);
    if (items === undefined) expanded.push(object);
    else if (items !== null) {
      const found = locateItems(object, items, problems);
      if (dialect === 'flux') later.push(...found);
      else waiting.push(...found.reverse());
    }
  }
}

/** The value that holds the items of a list (null for a list without any), undefined for what is no list. */
function itemsOf({ value }: LocatedObject, dialect: DirectoryDialect): YamlValue | undefined {
  const items = value['items'];
  if (items === undefined) return undefined;
  if (dialect === 'flux') {
    const kind = value['kind'];
    if (typeof kind !== 'string' || !kind.endsWith('List')) return undefined;
    return items;
  }
  if (Array.isArray(items)) return items;
  return items === null && value['spec'] === undefined && value['status'] === undefined ? null : undefined;
}

function locateItems(list: LocatedObject, items: YamlValue, problems: FileProblem[]): LocatedObject[] {
  const { document } = list;
  const path = [...list.path, 'items'];
  if (!Array.isArray(items)) {
    const message = `${formatPath(path)} must be a list of objects, but is ${describeValue(items)}`;
    problems.push({ code: 'not-a-list', message, ...nearestPosition(document, path) });
    return [];
  }
  return items.flatMap((value, index) => {
    const itemPath = [...path, index];
    if (isYamlObject(value)) return [{ value, document, path: itemPath }];
    const message = `${formatPath(itemPath)} must be an object, but is ${describeValue(value)}: remove it or complete it`;
    problems.push({ code: 'not-an-object', message, ...nearestPosition(document, itemPath) });
    return [];
  });
}
