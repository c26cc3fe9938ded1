/** Where kustomize's transformers find a field: in objects of a kind (empty members match any), at a path. */
export interface FieldSpec {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As it is written: names with `/` between, `\/` for a slash in a name, `[]` behind a name that must be a list. */
  readonly path: string;
  readonly steps: readonly FieldStep[];
  /** Whether what is missing on the way is made. */
  readonly create: boolean;
}

/** A step into a map. Lists on the way need none: they are gone through. */
export interface FieldStep {
  readonly name: string;
  /** It was written with `[]`: nothing is made here, and null is taken for an empty list. */
  readonly list: boolean;
}

/** What a field spec is made of. */
export interface FieldSpecInput {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path: string;
  readonly create?: boolean;
}

/** Makes a field spec of its members. */
export function fieldSpec({ group = '', version = '', kind = '', path, create = false }: FieldSpecInput): FieldSpec {
  return { group, version, kind, path, steps: splitPath(path).map(stepOf), create };
}

/**
 * Splits a path at slashes that no backslash escapes; one at its start counts for nothing (kyaml 0.20, utils.PathSplitter). Other tools'
 * separators go by the same rules.
 */
export function splitPath(path: string, separator = '/'): string[] {
  const parts = path.split(separator);
  if (parts.length > 1 && parts[0] === '') parts.shift();
  const names: string[] = [];
  for (const part of parts) {
    const last = names.at(-1);
    if (last?.endsWith('\\') === true) names[names.length - 1] = `${last.slice(0, -1)}${separator}${part}`;
    else names.push(part);
  }
  return names;
}

function stepOf(text: string): FieldStep {
  const list = text.endsWith('[]');
  return { name: (list ? text.slice(0, -2) : text).trim(), list };
}
