import { readYaml, editScalar, writeYaml, YamlEditError, type YamlValue } from '../../../yaml/index.ts';
import { fromDocument, type MapNode, type Node, type ScalarNode, textOf, toYaml } from '../node/index.ts';
import { KustomizeError } from '../error.ts';
import { lookUp } from './look-up.ts';
import { type MatchOptions, matchPath, type Slot } from './match-path.ts';
import { PathFault } from './path-fault.ts';
import { changedBy, writeValue } from './write-value.ts';

/**
 * Writes a value into JSON or YAML that a scalar holds, where a path goes on below that scalar (api 0.21, replacement.go
 * setValueInStructuredData). False where there is no such scalar or the path leads nowhere in it: then the path is followed as always.
 */
export function writeIntoText(root: MapNode, path: readonly string[], value: Node, match: MatchOptions): boolean {
  const found = scalarOn(root, path);
  if (found === undefined) return false;
  const { scalar, document, rest } = found;
  try {
    const slots = matchPath(document, rest, match);
    if (slots.length === 0) return false;
    const before = toYaml(document);
    for (const slot of slots) writeValue(slot, value, undefined);
    const text = written(textOf(scalar), before, document, slots);
    if (text === undefined) return false;
    scalar.value = text;
  } catch (error) {
    if (error instanceof PathFault || (error instanceof KustomizeError && error.code === 'replacement')) return false;
    throw error;
  }
  delete scalar.text;
  scalar.place = value.place;
  scalar.changedBy = changedBy;
  return true;
}

interface ScalarOnPath {
  readonly scalar: ScalarNode;
  readonly document: Node;
  readonly rest: readonly string[];
}

/** The first scalar on the way that is YAML and not the end. */
function scalarOn(root: MapNode, path: readonly string[]): ScalarOnPath | undefined {
  for (let length = 1; length < path.length; length += 1) {
    const scalar = tryLookUp(root, path.slice(0, length));
    if (scalar?.kind !== 'scalar') continue;
    const { documents, problems } = readYaml(textOf(scalar), { profile: 'go3', documents: 'first' });
    const [document] = documents;
    if (problems.length > 0 || document === undefined) continue;
    return { scalar, document: fromDocument(document, scalar.place.file), rest: path.slice(length) };
  }
  return undefined;
}

function tryLookUp(root: Node, path: readonly string[]): Node | undefined {
  try {
    return lookUp(root, path);
  } catch (error) {
    if (error instanceof PathFault) return undefined;
    throw error;
  }
}

/** The text with what was written: JSON with sorted keys, spread where it was; YAML with everything else as it stands. */
function written(text: string, before: YamlValue, document: Node, slots: readonly Slot[]): string | undefined {
  const after = toYaml(document);
  const start = text.trimStart().charAt(0);
  if (start === '{' || start === '[') return goJson(after, text.includes('\n') && text.includes('  ') ? '  ' : '');
  return editedYaml(text, before, after, slots.length);
}

function editedYaml(text: string, before: YamlValue, after: YamlValue, changes: number): string {
  let edited = text;
  try {
    for (const { path, value } of changedScalars(before, after).slice(0, changes))
      edited = editScalar(edited, path, value);
    return edited.replaceAll(spacedComment, '$1 $2').trim();
  } catch (error) {
    if (!(error instanceof YamlEditError) && !(error instanceof StructureChanged)) throw error;
    return writeYaml(after).trim();
  }
}

/** A comment behind a value without quotes: go-yaml writes it one blank away. */
const spacedComment = /^([^'"#|>\n]*[^'"#|>\s])[ \t]{2,}(#.*)$/gm;

/** What cannot be said by replacing scalars. */
class StructureChanged extends Error {}

interface ScalarEdit {
  readonly path: readonly (string | number)[];
  readonly value: null | boolean | number | bigint | string;
}

function changedScalars(before: YamlValue, after: YamlValue, path: readonly (string | number)[] = []): ScalarEdit[] {
  if (typeof after !== 'object' || after === null) {
    if (typeof before === 'object' && before !== null) throw new StructureChanged();
    return before === after ? [] : [{ path, value: after }];
  }
  if (typeof before !== 'object' || before === null || Array.isArray(before) !== Array.isArray(after)) {
    throw new StructureChanged();
  }
  const old = Object.entries(before);
  const entries = Object.entries(after);
  if (old.length !== entries.length) throw new StructureChanged();
  return entries.flatMap(([key, value], index) => {
    const [oldKey, oldValue] = old[index] ?? [];
    if (oldKey !== key) throw new StructureChanged();
    return changedScalars(oldValue ?? null, value, [...path, Array.isArray(after) ? index : key]);
  });
}

/** As Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped. */
function goJson(value: YamlValue, indent: string): string {
  return JSON.stringify(sorted(value), undefined, indent).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sorted(value: YamlValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}
