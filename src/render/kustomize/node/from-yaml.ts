import type { ReadYamlDocument, YamlCursor, YamlValue } from '../../../yaml/index.ts';
import { plainNode } from './create.ts';
import type { MapNode, Node, Place, ScalarNode } from './node.ts';

/**
 * The nodes of a document, each with its place in `file`. `asKyaml`: it was read in the `go3` profile and is printed as kyaml keeps it, to which it
 * matters what stands between brackets.
 */
export function fromDocument(document: ReadYamlDocument, file: string, asKyaml = false): Node {
  return nodeOf(document.value, document.cursor(), { file, asKyaml }, false);
}

/** Nodes of a value that stands at one place as a whole, such as what a generator made. */
export function fromValue(value: YamlValue, place: Place, changedBy?: string): Node {
  const changed = changedBy === undefined ? {} : { changedBy };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value, place, ...changed };
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => fromValue(item, place, changedBy)), place, ...changed };
  }
  const entries = Object.keys(value).map((key) => [key, fromValue(value[key] ?? null, place, changedBy)] as const);
  return { kind: 'map', entries: new Map(entries), place, ...changed };
}

interface Reading {
  readonly file: string;
  readonly asKyaml: boolean;
}

function nodeOf(value: YamlValue, cursor: YamlCursor | undefined, reading: Reading, bracketed: boolean): Node {
  if (typeof value !== 'object' || value === null) return scalarOf(value, cursor, reading, bracketed);
  const { file, asKyaml } = reading;
  const inside = asKyaml && cursor?.isBracketed === true;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => nodeOf(item, cursor?.child(index), reading, inside));
    return { kind: 'list', items, place: keyPlace(cursor, file) };
  }
  const map: MapNode = { kind: 'map', entries: new Map(), place: keyPlace(cursor, file) };
  for (const key of Object.keys(value))
    map.entries.set(key, nodeOf(value[key] ?? null, cursor?.child(key), reading, inside));
  const repeated = cursor?.repeatedKey;
  if (repeated !== undefined) map.repeated = placeAt(repeated, file);
  return map;
}

const quotes = new Set(['"', "'", '|', '>']);
const timestamp = /^\d{4}-\d\d-\d\dT/;

function scalarOf(
  value: ScalarNode['value'],
  cursor: YamlCursor | undefined,
  { file }: Reading,
  bracketed: boolean,
): ScalarNode {
  const node: ScalarNode = { kind: 'scalar', value, place: placeAt(cursor?.position, file) };
  const written = cursor?.written ?? '';
  if (typeof value === 'string') {
    if (quotes.has(written.charAt(0))) {
      node.quoted = true;
      const block = written.startsWith('|') ? cursor?.block : undefined;
      if (block !== undefined) node.block = block;
    } else if (timestamp.test(value) && written !== value && plainNode(written, node.place).value === value) {
      // Between brackets a colon puts it in quotes when kyaml writes it, and it is a text when that is read again.
      if (bracketed && written.includes(':')) node.value = written;
      else node.text = written;
    }
  } else if (written !== String(value) && !written.startsWith('!') && !written.startsWith('&')) {
    node.text = written;
    if (bracketed && value === null && written === '') node.bracketed = true;
  }
  return node;
}

function keyPlace(cursor: YamlCursor | undefined, file: string): Place {
  return placeAt(cursor?.keyPosition ?? cursor?.position, file);
}

function placeAt(position: { readonly line: number; readonly column: number } | undefined, file: string): Place {
  return { file, line: position?.line ?? 1, column: position?.column ?? 1 };
}
