import { resolvePlain } from '../../../yaml/index.ts';
import { isUtf8 } from 'node:buffer';
import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { ConfigMapEntry, GeneratorOptionsEntry, SecretEntry } from '../kustomization/index.ts';
import type { Files } from '../load/index.ts';
import {
  ensureMap,
  mapNode,
  type MapNode,
  type Node,
  type Place,
  plainNode,
  type ScalarNode,
  stringNode,
} from '../node/index.ts';
import { behaviorOf, compareBytes, createResource, type Resource, type Scopes } from '../resource/index.ts';
import { type KeyValue, loadKeyValues } from './key-values.ts';

/** What generators of a kustomization share. */
export interface GeneratorContext {
  readonly files: Files;
  readonly scopes: Scopes;
  /** `generatorOptions`. */
  readonly options: GeneratorOptionsEntry | undefined;
}

/** Makes the ConfigMap of one entry (api 0.20, generators.MakeConfigMap). Throws KustomizeError `generator` and what loading throws. */
export function generateConfigMap(entry: ConfigMapEntry, context: GeneratorContext): Resource {
  const by = 'ConfigMapGenerator';
  const root = baseOf('ConfigMap', entry, by);
  for (const { key, value, place } of dataOf(entry, context.files)) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    const isText = typeof value === 'string' || isUtf8(bytes);
    const field = isText ? 'data' : 'binaryData';
    const node = dataNode(isText ? textOfBytes(value) : base64Lines(bytes), place, by);
    ensureMap(root, [field], entry.place, by)?.entries.set(key, node);
  }
  return finish(root, entry, context, by);
}

/** Makes the Secret of one entry (api 0.20, generators.MakeSecret). */
export function generateSecret(entry: SecretEntry, context: GeneratorContext): Resource {
  const by = 'SecretGenerator';
  const root = baseOf('Secret', entry, by);
  const { type } = entry;
  const typeText = type === undefined || type.text === '' ? 'Opaque' : type.text;
  root.entries.set('type', stringNode(typeText, type?.place ?? entry.place, by));
  const data = ensureMap(root, ['data'], entry.place, by);
  for (const { key, value, place } of dataOf(entry, context.files)) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    data?.entries.set(key, dataNode(base64Lines(bytes), place, by));
  }
  return finish(root, entry, context, by);
}

function baseOf(kind: string, { name, namespace, place }: ConfigMapEntry, by: string): MapNode {
  if (name === undefined || name.text === '') {
    throw new KustomizeError('generator', 'a configmap must have a name: give this generator one', { place });
  }
  const metadata = mapNode([['name', plainNode(name.text, name.place, by)]], place, by);
  if (namespace !== undefined && namespace.text !== '') {
    metadata.entries.set('namespace', plainNode(namespace.text, namespace.place, by));
  }
  return mapNode(
    [
      ['apiVersion', stringNode('v1', place, by)],
      ['kind', stringNode(kind, place, by)],
      ['metadata', metadata],
    ],
    place,
    by,
  );
}

function dataOf(entry: ConfigMapEntry, files: Files): KeyValue[] {
  const pairs = loadKeyValues(entry, files);
  const keys = new Set<string>();
  for (const { key, place } of pairs) {
    if (keys.has(key)) {
      const message = `configmap ${entry.name?.text ?? ''} illegally repeats the key \`${key}\`: remove one`;
      throw new KustomizeError('generator', message, { place });
    }
    keys.add(key);
    refuseOddKey(key, place);
  }
  return pairs.sort((a, b) => compareBytes(a.key, b.key));
}

function finish(root: MapNode, entry: ConfigMapEntry, context: GeneratorContext, by: string): Resource {
  const { options } = context;
  for (const field of ['labels', 'annotations'] as const) {
    const texts = merged(entry.options?.[field], options?.[field]);
    for (const [key, { text, place }] of [...texts].sort(([a], [b]) => compareBytes(a, b))) {
      ensureMap(root, ['metadata', field], place, by)?.entries.set(key, stringNode(text, place, by));
    }
  }
  if (entry.options?.immutable === true || options?.immutable === true) {
    root.entries.set('immutable', { kind: 'scalar', value: true, place: entry.place, changedBy: by });
  }
  const resource = createResource(root, context.scopes);
  resource.needsHash = entry.options?.disableNameSuffixHash !== true && options?.disableNameSuffixHash !== true;
  resource.behavior = behaviorOf(entry.behavior?.text);
  return resource;
}

/** Upstream writes keys without quotes, and cannot print those that are no texts then. */
function refuseOddKey(key: string, place: Place): void {
  const { tag } = resolvePlain(key, 'go3');
  if (tag === 'str') return;
  const message = `the key '${key}' is read as ${tag} when it is written, and cannot be printed: give it another name`;
  throw new KustomizeError('generator', message, { place });
}

/** The generator's own options win (types.MergeGlobalOptionsIntoLocal). */
function merged(
  own: ReadonlyMap<string, Text> | undefined,
  common: ReadonlyMap<string, Text> | undefined,
): Map<string, Text> {
  return new Map([...(common ?? []), ...(own ?? [])]);
}

/** With line breaks it is written as a block. */
function dataNode(text: string, place: Place, by: string): Node {
  const node: ScalarNode = stringNode(text, place, by);
  if (text.includes('\n')) node.quoted = true;
  return node;
}

function textOfBytes(value: Uint8Array | string): string {
  return typeof value === 'string' ? value : new TextDecoder('utf-8', { ignoreBOM: true }).decode(value);
}

const lineLength = 70;

/** Base64; in lines of 70 where it is longer (kyaml 0.20, encodeBase64: a length of exactly 70 gets a break too). */
export function base64Lines(bytes: Uint8Array): string {
  const encoded = Buffer.from(bytes).toString('base64');
  if (encoded.length < lineLength) return encoded;
  return encoded.replace(/.{1,70}/g, (line) => `${line}\n`);
}
