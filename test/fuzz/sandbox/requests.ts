import { type Json, type JsonObject, type Random, seededRandom } from '../../../src/base/index.ts';
import {
  accepts,
  clusterWide,
  contentTypes,
  members,
  numbers,
  oddPaths,
  queries,
  resources,
  subresources,
  texts,
} from './vocabulary.ts';

/** A request that may be of no sense at all. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** A member of an object itself: `__proto__` is a name like any other here. */
function ownMember(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The requests of a seed, one after the other; `namespace` is where they write. */
export function* fuzzRequests(seed: number, count: number, namespace: string): Generator<FuzzRequest> {
  const make = new RequestMaker(seededRandom(seed), namespace);
  for (let index = 0; index < count; index += 1) yield make.request();
}

class RequestMaker {
  readonly #random: Random;
  readonly #namespace: string;

  constructor(random: Random, namespace: string) {
    this.#random = random;
    this.#namespace = namespace;
  }

  request(): FuzzRequest {
    const wide = this.#chance(0.15);
    const [group, plural, kind] = this.#of<readonly [string, string, string]>(wide ? clusterWide : resources);
    const method = this.#of([
      'GET',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'POST',
      'POST',
      'POST',
      'PUT',
      'PATCH',
      'PATCH',
      'OPTIONS',
      'HEAD',
    ]);
    const named = method === 'POST' ? this.#chance(0.05) : this.#chance(0.97);
    const name = this.#chance(0.85) ? this.#of(['a', 'b', 'c']) : this.#of(['none', 'A_b', '%20', 'x'.repeat(400)]);
    const place = wide ? plural : `namespaces/${this.#namespace}/${plural}`;
    const path = this.#chance(0.06)
      ? this.#of(oddPaths)
      : `/${group}/${place}${named ? `/${name}${this.#of(subresources)}` : ''}${this.#query()}`;
    const headers: Record<string, string> = { authorization: 'Bearer admin' };
    if (this.#chance(0.3)) headers['accept'] = this.#of(accepts);
    if (this.#chance(0.05)) headers['accept-encoding'] = this.#of(['gzip', 'br', 'x']);
    if (this.#chance(0.02)) headers['impersonate-user'] = this.#of(['', 'jane', 'x'.repeat(2000)]);
    const type = this.#chance(0.85) ? this.#typeFor(method) : this.#of(contentTypes);
    if (method === 'GET' || method === 'HEAD' || this.#chance(0.03)) return { method, path, headers };
    if (type !== '') headers['content-type'] = type;
    return { method, path, headers, body: this.#body(group, kind, name, type) };
  }

  #query(): string {
    if (this.#chance(0.75)) return '';
    const count = 1 + this.#below(2);
    return `?${Array.from({ length: count }, () => this.#of(queries)).join('&')}`;
  }

  #typeFor(method: string): string {
    return method === 'PATCH' ? this.#of(contentTypes.slice(3, 7)) : 'application/json';
  }

  #body(group: string, kind: string, name: string, type: string): Buffer {
    const chance = this.#random.float();
    if (chance < 0.02) return Buffer.from(this.#nested(200 + this.#below(20_000)));
    if (chance < 0.022) return Buffer.alloc(10 * 1024 * 1024, '{"a":');
    if (chance < 0.06) return this.#noise();
    if (type.includes('json-patch')) return Buffer.from(JSON.stringify(this.#operations()));
    const object = this.#object(group, kind, name);
    if (type.includes('protobuf') && this.#chance(0.7)) return Buffer.concat([Buffer.from('k8s\0'), this.#noise()]);
    let text = JSON.stringify(object);
    if (this.#chance(0.08)) text = text.slice(0, this.#below(text.length));
    if (this.#chance(0.05)) text = text.replace(/":/, `":${'9'.repeat(400)},"q":`);
    if (this.#chance(0.05)) text = text.replace(/^\{/, '{"kind":"x","kind":"y",');
    return Buffer.from(text);
  }

  #object(group: string, kind: string, name: string): Json {
    if (this.#chance(0.04)) return this.#value(0);
    const apiVersion = group.replace(/^apis?\//, '');
    const base: JsonObject = { apiVersion, kind, metadata: { name, ...this.#members(0.3) } };
    const filled = { ...base, ...this.#valid(kind) };
    const count = this.#chance(0.4) ? 0 : this.#below(4);
    for (let index = 0; index < count; index += 1) this.#disturb(filled);
    return filled;
  }

  /** Enough of a kind that some objects are stored, and their updates reach further. */
  #valid(kind: string): JsonObject {
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };
    const selector = { matchLabels: { a: 'b' } };
    switch (kind) {
      case 'ConfigMap':
        return { data: { a: 'b' } };
      case 'Pod':
        return { spec: template.spec };
      case 'Service':
        return { spec: { selector: { a: 'b' }, ports: [{ port: 80 }] } };
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
        return { spec: { selector, template } };
      case 'Job':
        return { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } };
      case 'HorizontalPodAutoscaler':
        return { spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } } };
      case 'Ingress':
        return { spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } } };
      default:
        return this.#members(0.5);
    }
  }

  /** Sets something somewhere to something. */
  #disturb(object: JsonObject): void {
    let at: JsonObject | Json[] = object;
    for (;;) {
      const keys: string[] = Object.keys(at);
      const key = keys.length > 0 && this.#chance(0.8) ? this.#of(keys) : this.#of(members);
      const inner: Json | undefined = Array.isArray(at) ? at[Number(key)] : ownMember(at, key);
      if (typeof inner === 'object' && inner !== null && this.#chance(0.75)) {
        at = inner;
        continue;
      }
      const value = this.#value(2);
      if (Array.isArray(at)) at[Number.isInteger(Number(key)) ? Number(key) % 8 : 0] = value;
      else Object.defineProperty(at, key, { value, enumerable: true, configurable: true, writable: true });
      return;
    }
  }

  #operations(): Json {
    const pointer = (): string => `/${Array.from({ length: 1 + this.#below(3) }, () => this.#of(members)).join('/')}`;
    return Array.from({ length: 1 + this.#below(4) }, () => ({
      op: this.#of(['add', 'remove', 'replace', 'move', 'copy', 'test', 'x']),
      path: this.#chance(0.9) ? pointer() : this.#value(2),
      ...(this.#chance(0.4) ? { from: pointer() } : {}),
      ...(this.#chance(0.7) ? { value: this.#value(1) } : {}),
    }));
  }

  #members(probability: number): JsonObject {
    if (!this.#chance(probability)) return {};
    return { [this.#of(members)]: this.#value(1), [this.#of(members)]: this.#value(1) };
  }

  #value(depth: number): Json {
    const choice = this.#below(depth > 3 ? 4 : 7);
    if (choice === 0) return this.#of(texts);
    if (choice === 1) return this.#of(numbers);
    if (choice === 2) return this.#chance(0.5);
    if (choice === 3) return null;
    if (choice === 4) return Array.from({ length: this.#below(3) }, () => this.#value(depth + 1));
    return Object.fromEntries(
      Array.from({ length: this.#below(3) }, () => [this.#of(members), this.#value(depth + 1)] as const),
    );
  }

  #nested(depth: number): string {
    const [open, close] = this.#of([
      ['[', ']'],
      ['{"spec":', '}'],
    ] as const);
    return `${open.repeat(depth)}1${close.repeat(depth)}`;
  }

  #noise(): Buffer {
    return Buffer.from(Array.from({ length: this.#below(200) }, () => this.#below(256)));
  }

  #chance(probability: number): boolean {
    return this.#random.float() < probability;
  }

  #below(limit: number): number {
    return Math.floor(this.#random.float() * limit);
  }

  #of<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }
}
