import { describeKey, formatKey, type Problem } from '../../base/index.ts';
import type { DirectoryDialect } from './located-object.ts';
import type { ParsedObject } from './parse-file.ts';

/**
 * Finds objects that a render gives twice. Flux refuses them, with no namespace and `default` taken for the same (kustomize 5.8,
 * api/resmap Append); Argo CD applies the last and warns (v3.6, controller/state.go NormalizeTargetObjects), which is for its engine to do,
 * since that fills in namespaces before.
 */
export class RepeatedObjects {
  readonly #dialect: DirectoryDialect;
  readonly #first = new Map<string, string>();

  constructor(dialect: DirectoryDialect) {
    this.#dialect = dialect;
  }

  /** Notes an object; gives a problem where it has been noted before. */
  add({ identity, line, column }: ParsedObject, file: string): Problem | undefined {
    // The API server makes a name of generateName, a new one each time.
    if (identity.name === '') return undefined;
    const namespace = this.#dialect === 'flux' && identity.namespace === '' ? 'default' : identity.namespace;
    const key = formatKey({ ...identity, namespace });
    const first = this.#first.get(key);
    this.#first.set(key, first ?? `${file}:${line}:${column}`);
    if (first === undefined) return undefined;
    const remedy =
      this.#dialect === 'flux'
        ? 'remove one or rename it'
        : 'only the last one is applied, so remove the others or rename them';
    const message = `this object stands already at ${first}: ${remedy}`;
    return { code: 'repeated-object', message, file, line, column, object: describeKey(identity) };
  }
}
