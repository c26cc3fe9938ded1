import { fileDigest, type Tree } from '../../../../source/index.ts';
import {
  editScalar,
  type ReadYamlDocument,
  readYaml,
  resolvePlain,
  YamlEditError,
  type YamlScalar,
  type YamlValue,
} from '../../../../yaml/index.ts';
import type { Place } from '../../node/index.ts';

/** A tree with other bytes in one file. */
export function withFile(tree: Tree, path: string, text: string): Tree {
  const bytes = Buffer.from(text);
  const digest = fileDigest(bytes);
  const changed = (entry: ReturnType<Tree['entry']>, at: string) =>
    entry?.kind === 'file' && at === path ? { ...entry, digest, size: bytes.byteLength } : entry;
  return {
    digest: `${tree.digest} ${digest}`,
    entry: (at) => changed(tree.entry(at), at),
    list: (at) => tree.list(at),
    read: (at) => (at === path ? bytes : tree.read(at)),
  };
}

/**
 * The text with another value of the same type in the scalar that starts at `place`, or a longer line where the file is no YAML; undefined where
 * no scalar starts there, or it cannot be changed alone.
 */
export function mutated(text: string, place: Place): string | undefined {
  if (!/\.ya?ml$|kustomization$/i.test(place.file)) return withLine(text, place, (line) => `${line}x`);
  for (const document of readYaml(text, { profile: 'go3', foldedScalars: 'kyaml' }).documents) {
    const found = scalarAt(document, place);
    if (found === undefined) continue;
    const other = otherValue(found.value);
    if (other === undefined) return undefined;
    try {
      return editScalar(text, found.path, other, { document: document.index });
    } catch (error) {
      if (error instanceof YamlEditError) return undefined;
      throw error;
    }
  }
  return withLine(text, place, inBlock(place.column));
}

/** Changes a short scalar at the end of a line, for patches that stand in blocks of text. */
function inBlock(column: number): (line: string) => string | undefined {
  return (line) => {
    const groups = /^(?<quote>["']?)(?<value>[\w./-]+)\k<quote>$/u.exec(line.slice(column - 1))?.groups;
    const { quote = '', value = '' } = groups ?? {};
    const other = otherValue(quote === '' ? resolvePlain(value, 'go3').value : value);
    if (groups === undefined || other === undefined) return undefined;
    return `${line.slice(0, column - 1)}${quote}${String(other)}${quote}`;
  };
}

function withLine(text: string, place: Place, change: (line: string) => string | undefined): string | undefined {
  const lines = text.split('\n');
  const line = lines[place.line - 1];
  const other = line === undefined ? undefined : change(line);
  return other === undefined ? undefined : lines.with(place.line - 1, other).join('\n');
}

interface Scalar {
  readonly path: readonly (string | number)[];
  readonly value: YamlScalar;
}

function scalarAt(document: ReadYamlDocument, place: Place): Scalar | undefined {
  const visit = (value: YamlValue, path: readonly (string | number)[]): Scalar | undefined => {
    if (typeof value === 'object' && value !== null) {
      const steps = Array.isArray(value) ? value.keys() : Object.keys(value);
      for (const step of steps) {
        const member = Array.isArray(value) ? value[Number(step)] : value[step];
        const found = visit(member ?? null, [...path, step]);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    const at = document.positionOf(path);
    return at?.line === place.line && at.column === place.column ? { path, value } : undefined;
  };
  return visit(document.value, []);
}

function otherValue(value: YamlScalar): YamlScalar | undefined {
  if (typeof value === 'string') return `${value}${/\d$/.test(value) ? '7' : 'x'}`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return undefined;
}
