import type { ResourceType, ServedType } from './resource-type.ts';

/** The resources that a cluster serves. Those of CRDs come and go. */
export class Registry {
  /** By `group/plural`. */
  readonly #types = new Map<string, ResourceType>();
  /** By `group/kind`. */
  readonly #kinds = new Map<string, ResourceType>();
  readonly #listeners = new Set<() => void>();
  #generation = 0;

  /** Grows with every change: what is derived from the registry is good for one generation. */
  get generation(): number {
    return this.#generation;
  }

  /** All resources, in the order in which they came. */
  all(): readonly ResourceType[] {
    return [...this.#types.values()];
  }

  /** The resource of a path; undefined where it is not served in that version. */
  find(group: string, version: string, plural: string): ServedType | undefined {
    const type = this.#types.get(`${group}/${plural}`);
    return type?.versions.includes(version) === true ? { type, version } : undefined;
  }

  /** The resource of a group, whatever its versions. */
  get(group: string, plural: string): ResourceType | undefined {
    return this.#types.get(`${group}/${plural}`);
  }

  /** The resource of a kind. */
  findKind(group: string, kind: string): ResourceType | undefined {
    return this.#kinds.get(`${group}/${kind}`);
  }

  /** Whether a built-in resource of a group is served. */
  hasBuiltinGroup(group: string): boolean {
    for (const type of this.#types.values()) if (type.group === group && !type.custom) return true;
    return false;
  }

  /** Serves a resource, in place of one with the same group and plural. */
  set(type: ResourceType): void {
    this.#types.set(`${type.group}/${type.plural}`, type);
    this.#kinds.set(`${type.group}/${type.kind}`, type);
    this.#changed();
  }

  /** Serves a resource no longer. */
  delete(group: string, plural: string): void {
    const type = this.#types.get(`${group}/${plural}`);
    if (type === undefined) return;
    this.#types.delete(`${group}/${plural}`);
    if (this.#kinds.get(`${group}/${type.kind}`) === type) this.#kinds.delete(`${group}/${type.kind}`);
    this.#changed();
  }

  /** Calls `changed` after every change. */
  onChange(changed: () => void): { stop(): void } {
    this.#listeners.add(changed);
    return { stop: () => void this.#listeners.delete(changed) };
  }

  #changed(): void {
    this.#generation += 1;
    for (const listener of this.#listeners) listener();
  }
}
