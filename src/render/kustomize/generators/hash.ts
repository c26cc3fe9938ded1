import { createHash } from 'node:crypto';
import type { YamlValue } from '../../../yaml/index.ts';
import { type MapNode, getNode, type Node, textOf, toYaml } from '../node/index.ts';
import { compareBytes, currentId, kindOf, type ResourceList, setName, storePreviousId } from '../resource/index.ts';

/** Puts the hash of its content behind the name of each generated resource that asks for it (api 0.20, HashTransformer). */
export function addHashes(resources: ResourceList): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const hash = contentHash(resource.root);
    storePreviousId(resource);
    const name = getNode(resource.root, 'metadata', 'name');
    const author = { place: name?.place ?? resource.root.place, changedBy: 'HashTransformer' };
    setName(resource.root, `${currentId(resource).name}-${hash}`, author);
  }
}

/**
 * Ten characters that follow from the content of a ConfigMap or Secret (api 0.20, hasher): the SHA-256 of compact JSON of its
 * data and an empty name (upstream looks for a field called `metadata/name`), in letters that make no words. Of another kind everything counts; which characters upstream gives for those depends on where they
 * stood in their file, and is not repeated.
 */
export function contentHash(root: MapNode): string {
  const hash = createHash('sha256')
    .update(goJson(hashed(root)))
    .digest('hex');
  return hash.slice(0, 10).replace(/[013ae]/g, (digit) => letters[digit] ?? digit);
}

const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

function hashed(root: MapNode): YamlValue {
  const kind = kindOf(root);
  if (kind === 'ConfigMap') {
    return { kind, name: '', data: fieldOf(root, 'data'), ...mapField(root, 'binaryData') };
  }
  if (kind === 'Secret') {
    const common = { kind, name: '', type: fieldOf(root, 'type'), data: fieldOf(root, 'data') };
    return { ...common, ...mapField(root, 'stringData') };
  }
  return toYaml(root);
}

function fieldOf(root: MapNode, name: string): YamlValue {
  const node: Node | undefined = root.entries.get(name);
  if (node === undefined) return '';
  return node.kind === 'scalar' ? textOf(node) : toYaml(node);
}

function mapField(root: MapNode, name: string): { [key: string]: YamlValue } {
  const node = root.entries.get(name);
  return node?.kind === 'map' ? { [name]: toYaml(node) } : {};
}

/** As Go's json.Marshal writes it: keys sorted, `<`, `>`, `&` and line separators escaped. */
function goJson(value: YamlValue): string {
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'bigint') return String(Number(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const keys = Object.keys(value).sort(compareBytes);
  return `{${keys.map((key) => `${goString(key)}:${goJson(value[key] ?? null)}`).join(',')}}`;
}

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);
}
