/** A step into a JSON value: a key of an object or an index of a list. */
export type Step = string | number;

/**
 * The numbers that nodes of a JSON value have in a depth-first walk (a parent before its children, children in the order of
 * `JSON.stringify`), and the way from a path to a number.
 */
export class NodeNumbers {
  readonly #value: unknown;
  /** How many nodes lie at and below each node. */
  readonly #sizes: number[] = [];

  constructor(value: unknown) {
    this.#value = value;
    this.#measure(value);
  }

  /** The number of the node at `path`, or of the nearest parent that there is. */
  nearest(path: readonly Step[]): number {
    let node = 0;
    let value = this.#value;
    for (const step of path) {
      const child = this.#child(value, node, step);
      if (child === undefined) break;
      [value, node] = child;
    }
    return node;
  }

  #child(value: unknown, node: number, step: Step): [unknown, number] | undefined {
    let number = node + 1;
    for (const [key, child] of childrenOf(value)) {
      if (key === step) return [child, number];
      number += this.#sizes[number] ?? 0;
    }
    return undefined;
  }

  #measure(value: unknown): number {
    const node = this.#sizes.push(1) - 1;
    let size = 1;
    for (const [, child] of childrenOf(value)) size += this.#measure(child);
    this.#sizes[node] = size;
    return size;
  }
}

function childrenOf(value: unknown): Iterable<[Step, unknown]> {
  if (Array.isArray(value)) return value.entries();
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
