import { type Random, seededRandom } from '../../base/index.ts';
import type { ActiveFault, Fault, FaultEffect, FaultScope } from './fault.ts';

/** What a fault knows of a request. */
export interface FaultTarget {
  readonly verb: string;
  readonly group: string;
  readonly plural: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** A fault that met a request. */
export interface MetFault {
  readonly effect: FaultEffect;
  /** The version of the last write when the fault came into force. */
  readonly since: number;
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly random: Random;
  readonly since: number;
  met: number;
}

/** The faults of one cluster: which are in force, and which requests they meet. */
export class Faults {
  readonly #entries = new Map<string, Entry>();
  readonly #watches = new Map<() => void, FaultTarget>();
  readonly #random: Random;
  readonly #version: () => number;
  #last = 0;

  /** `version` gives the version of the last write. */
  constructor(random: Random, version: () => number) {
    this.#random = random;
    this.#version = version;
  }

  /** Puts a fault into force; gives its id. */
  add(fault: Fault): string {
    this.#last += 1;
    const id = `fault-${this.#last}`;
    const { kind } = fault.effect;
    let met = 0;
    if (kind === 'drop' || kind === 'compact') {
      for (const [cut, target] of this.#watches) {
        if (!matches(fault, target)) continue;
        cut();
        met += 1;
      }
    }
    // Without a time a drop is over as soon as it has happened.
    if (fault.effect.kind === 'drop' && fault.effect.afterMs === undefined) return id;
    const random = fault.seed === undefined ? this.#random : seededRandom(fault.seed);
    this.#entries.set(id, { id, fault, random, since: this.#version(), met });
    return id;
  }

  list(): readonly ActiveFault[] {
    return [...this.#entries.values()].map(({ id, fault, met }) => ({ ...fault, id, met }));
  }

  /** Ends a fault; false where there is no such. */
  remove(id: string): boolean {
    return this.#entries.delete(id);
  }

  /** Ends all. */
  clear(): void {
    this.#entries.clear();
  }

  /** The faults that meet a request, in the order in which they came into force; each counts it. */
  meet(target: FaultTarget): readonly MetFault[] {
    const met: MetFault[] = [];
    for (const entry of this.#entries.values()) {
      const { fault, random, since } = entry;
      const { kind } = fault.effect;
      if ((kind === 'drop' || kind === 'compact') && target.verb !== 'watch') continue;
      if (!matches(fault, target)) continue;
      if (fault.probability !== undefined && random.float() >= fault.probability) continue;
      entry.met += 1;
      if (fault.count !== undefined && entry.met >= fault.count) this.#entries.delete(entry.id);
      met.push({ effect: fault.effect, since });
    }
    return met;
  }

  /** Remembers an open watch, which `cut` ends; returns the way to forget it. */
  watching(target: FaultTarget, cut: () => void): () => void {
    this.#watches.set(cut, target);
    return () => void this.#watches.delete(cut);
  }
}

function matches(scope: FaultScope, target: FaultTarget): boolean {
  const resource = target.group === '' ? target.plural : `${target.plural}.${target.group}`;
  const full = target.subresource === '' ? resource : `${resource}/${target.subresource}`;
  return (
    isIn(scope.verbs, target.verb) &&
    isIn(scope.resources, full) &&
    (scope.namespace === undefined || scope.namespace === target.namespace) &&
    (scope.name === undefined || scope.name === target.name)
  );
}

function isIn(wanted: readonly string[] | undefined, value: string): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes('*') || wanted.includes(value);
}
