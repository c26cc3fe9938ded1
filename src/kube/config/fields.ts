import { isJsonObject, type Json, type JsonObject, Secret } from '../../base/index.ts';
import { KubeError } from '../error.ts';

/**
 * Reads typed members of a JSON object that somebody else wrote. A member that is absent, null or of Go's zero value reads as
 * undefined (Go does not tell them apart); one of another type throws KubeError `config`, which names its place but never its value.
 */
export class Fields {
  readonly #object: JsonObject;
  /** Where the object stands, as a person would say it: `kubeconfig /home/me/.kube/config: user admin`. */
  readonly place: string;

  constructor(object: JsonObject, place: string) {
    this.#object = object;
    this.place = place;
  }

  string(name: string): string | undefined {
    const value = this.#object[name] ?? '';
    if (typeof value !== 'string') throw this.#wrong(name, 'text');
    return value === '' ? undefined : value;
  }

  secret(name: string): Secret | undefined {
    const value = this.string(name);
    return value === undefined ? undefined : new Secret(value);
  }

  /** Text that stands there as base64, as Go writes `[]byte`. */
  base64(name: string): Secret | undefined {
    const value = this.string(name)?.replace(/[\r\n]/g, '');
    if (value === undefined) return undefined;
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value))
      throw this.#wrong(name, 'base64');
    return new Secret(Buffer.from(value, 'base64').toString('utf8'));
  }

  boolean(name: string): boolean {
    const value = this.#object[name] ?? false;
    if (typeof value !== 'boolean') throw this.#wrong(name, 'true or false');
    return value;
  }

  strings(name: string): readonly string[] {
    return this.#list(name).map((value) => {
      if (typeof value !== 'string') throw this.#wrong(name, 'a list of texts');
      return value;
    });
  }

  object(name: string): Fields | undefined {
    const value = this.#object[name] ?? undefined;
    if (value === undefined) return undefined;
    if (!isJsonObject(value)) throw this.#wrong(name, 'a map');
    return new Fields(value, `${this.place}: ${name}`);
  }

  objects(name: string): readonly Fields[] {
    return this.#list(name).map((value, index) => {
      if (!isJsonObject(value)) throw this.#wrong(name, 'a list of maps');
      return new Fields(value, `${this.place}: ${name}[${index}]`);
    });
  }

  /** The names of all members. */
  names(): readonly string[] {
    return Object.keys(this.#object);
  }

  /** A member whose shape is nobody's business here. */
  any(name: string): Json | undefined {
    return this.#object[name] ?? undefined;
  }

  #list(name: string): readonly Json[] {
    const value = this.#object[name] ?? [];
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list');
    return value;
  }

  #wrong(name: string, expected: string): KubeError {
    return new KubeError('config', `${this.place}: ${name} must be ${expected}`, { object: this.place });
  }
}
