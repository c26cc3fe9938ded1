import { getMap, type MapNode, textOf } from '../node/index.ts';
import type { GeneratorBehavior, PreviousName, Resource } from './resource.ts';
import { idText, parseIdText, type Scopes } from './resource-id.ts';

const prefix = 'internal.config.kubernetes.io/';

/** What upstream takes off at the end and we hold beside the object (api 0.20, utils/annotations.go). */
const held = {
  kinds: `${prefix}previousKinds`,
  names: `${prefix}previousNames`,
  namespaces: `${prefix}previousNamespaces`,
  prefixes: `${prefix}prefixes`,
  suffixes: `${prefix}suffixes`,
  allowName: `${prefix}allowNameChange`,
  allowKind: `${prefix}allowKindChange`,
  referredBy: `${prefix}refBy`,
  behavior: `${prefix}generatorBehavior`,
  hash: `${prefix}needsHashSuffix`,
} as const;

/** Annotations that are taken off at the end beside those (resource.BuildAnnotations; kyaml 0.20 kioutil). */
export const buildAnnotations: readonly string[] = [
  ...Object.values(held),
  `${prefix}path`,
  `${prefix}index`,
  `${prefix}seqindent`,
  `${prefix}id`,
  `${prefix}helm-generated`,
  `${prefix}annotations-migration-resource-id`,
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
];

/** A resource of an object; what a user wrote into the build's own annotations is taken from them, and stays there until the end. */
export function createResource(root: MapNode, scopes: Scopes): Resource {
  const annotations = getMap(root, 'metadata', 'annotations');
  const text = (key: string): string | undefined => {
    const node = annotations?.entries.get(key);
    return node === undefined ? undefined : textOf(node);
  };
  const list = (key: string): string[] => text(key)?.split(',') ?? [];
  return {
    root,
    scopes,
    previous: annotations === undefined ? [] : previousOf(list(held.names), list(held.namespaces), list(held.kinds)),
    prefixes: list(held.prefixes),
    suffixes: list(held.suffixes),
    referredBy: list(held.referredBy).map((id) => parseIdText(id, scopes)),
    behavior: behaviorOf(text(held.behavior)),
    needsHash: text(held.hash) === 'enabled',
    allowNameChange: text(held.allowName) === 'enabled',
    allowKindChange: text(held.allowKind) === 'enabled',
    varNames: [],
    origin: undefined,
    transformations: [],
  };
}

/** The annotations that upstream would have on a resource for what is held beside it. */
export function heldAnnotations(resource: Resource): Map<string, string> {
  const { previous, prefixes, suffixes, referredBy, behavior } = resource;
  const texts = new Map<string, string>();
  const put = (key: string, values: readonly string[]): void => {
    if (values.length > 0) texts.set(key, values.join(','));
  };
  put(
    held.kinds,
    previous.map(({ kind }) => kind),
  );
  put(
    held.names,
    previous.map(({ name }) => name),
  );
  put(
    held.namespaces,
    previous.map(({ namespace }) => namespace),
  );
  put(held.prefixes, prefixes);
  put(held.suffixes, suffixes);
  put(
    held.referredBy,
    referredBy.map((id) => idText(id)),
  );
  if (behavior !== 'unspecified') texts.set(held.behavior, behavior);
  if (resource.needsHash) texts.set(held.hash, 'enabled');
  if (resource.allowNameChange) texts.set(held.allowName, 'enabled');
  if (resource.allowKindChange) texts.set(held.allowKind, 'enabled');
  return texts;
}

/** What `buildMetadata` asks for; upstream keeps it there from the start. */
export const originAnnotations = {
  origin: 'config.kubernetes.io/origin',
  transformations: 'alpha.config.kubernetes.io/transformations',
} as const;

/**
 * Forgets what is held beside a resource, as upstream does where a strategic merge patch puts other annotations in the place of all there are. Variables
 * are not kept in annotations and stay.
 */
export function forgetHeld(resource: Resource): void {
  resource.previous = [];
  resource.prefixes = [];
  resource.suffixes = [];
  resource.referredBy = [];
  resource.behavior = 'unspecified';
  resource.needsHash = false;
  resource.allowNameChange = false;
  resource.allowKindChange = false;
  resource.origin = undefined;
  resource.transformations = [];
}

function previousOf(names: readonly string[], namespaces: readonly string[], kinds: readonly string[]): PreviousName[] {
  return names.map((name, index) => ({ name, namespace: namespaces[index] ?? '', kind: kinds[index] ?? '' }));
}

/** What a word for a behaviour means; unknown ones mean nothing (types.NewGenerationBehavior). */
export function behaviorOf(word: string | undefined): GeneratorBehavior {
  return word === 'create' || word === 'replace' || word === 'merge' ? word : 'unspecified';
}
