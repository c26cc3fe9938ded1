import type { StructuralSchema } from '../../../schema/index.ts';

/** A rule's `fieldPath` as errors write it; empty where it is no path into the schema. */
export function normalizedFieldPath(path: string, schema: StructuralSchema): string {
  return readFieldPath(path, schema) ?? '';
}

const step = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/y;

/** Reads `.spec['a.b']`; undefined where the schema has no such field (apiextensions-apiserver v0.36.3, ValidFieldPath). */
export function readFieldPath(path: string, schema: StructuralSchema): string | undefined {
  let current: StructuralSchema | undefined = schema;
  let written = '';
  let at = 0;
  while (at < path.length) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (found === null || current === undefined) return undefined;
    at += found[0].length;
    const name = found[1] ?? (found[2] ?? '').replaceAll(/\\(.)/g, '$1');
    if (current.properties !== undefined) {
      current = Object.hasOwn(current.properties, name) ? current.properties[name] : undefined;
      if (current === undefined) return undefined;
      written += written === '' ? name : `.${name}`;
    } else if (typeof current.additionalProperties === 'object') {
      current = current.additionalProperties;
      written += `[${name}]`;
    } else return undefined;
  }
  return written === '' ? undefined : written;
}
