import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';

/** What kubectl keeps of what it applied, values and all. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Hides the values of Secrets: equal values of one masker have equal masks, and no mask tells how long a value is or what another answer had. Make
 * one for each answer.
 */
export class SecretMasker {
  readonly #masks = new Map<string, string>();

  /** The object as it may be shown. */
  object<T extends KubeObject>(object: T): T {
    return this.#withoutCopies(this.#isSecret(object) ? this.#secret(object) : object);
  }

  /** A value of an object of `kind` at a path, as it may be shown. */
  value(key: { readonly group: string; readonly kind: string }, path: readonly (string | number)[], value: Json): Json {
    if (path.includes(lastApplied)) return this.#hide(value);
    if (path[0] === 'metadata' && isJsonObject(value)) return this.#metadata(value, path);
    const isSecret = key.group === '' && key.kind === 'Secret';
    if (!isSecret || (path[0] !== 'data' && path[0] !== 'stringData')) return value;
    return path.length === 1 ? this.#values(value) : this.#hide(value);
  }

  #isSecret({ apiVersion, kind }: KubeObject): boolean {
    return kind === 'Secret' && apiVersion === 'v1';
  }

  #secret<T extends KubeObject>(object: T): T {
    return {
      ...object,
      ...(object['data'] === undefined ? {} : { data: this.#values(object['data']) }),
      ...(object['stringData'] === undefined ? {} : { stringData: this.#values(object['stringData']) }),
    };
  }

  #withoutCopies<T extends KubeObject>(object: T): T {
    const { annotations } = object.metadata;
    if (annotations?.[lastApplied] === undefined) return object;
    const masked = { ...annotations, [lastApplied]: this.#mask(annotations[lastApplied]) };
    return { ...object, metadata: { ...object.metadata, annotations: masked } };
  }

  #metadata(value: JsonObject, path: readonly (string | number)[]): Json {
    const annotations = path.length === 1 ? value['annotations'] : value;
    if (!isJsonObject(annotations) || annotations[lastApplied] === undefined) return value;
    const masked = { ...annotations, [lastApplied]: this.#hide(annotations[lastApplied]) };
    return path.length === 1 ? { ...value, annotations: masked } : masked;
  }

  #values(values: Json): Json {
    if (!isJsonObject(values)) return this.#hide(values);
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.#hide(value ?? null)]));
  }

  #hide(value: Json): Json {
    return this.#mask(typeof value === 'string' ? value : JSON.stringify(value));
  }

  #mask(value: string): string {
    const known = this.#masks.get(value) ?? `•••••••• (${this.#masks.size + 1})`;
    this.#masks.set(value, known);
    return known;
  }
}
