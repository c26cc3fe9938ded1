import { type Clock, createLru, formatKey, keyOf, type KubeObject, type Lru } from '../../base/index.ts';
import type { BuiltTree } from './build-tree.ts';

/** How many trees are followed at a time, and for how long after somebody looked at one. */
const maxTrees = 200;
const followMs = 10 * 60_000;

/** How many changes are remembered while a tree is built; a first list of a kind is many of them. */
const maxRemembered = 20_000;

interface Watched {
  readonly uids: ReadonlySet<string>;
  /** What is missing has no uid yet. */
  readonly missing: ReadonlySet<string>;
  readonly until: number;
}

/** Knows which trees somebody looks at, and to which of them a changed object belongs. */
export class WatchedTrees {
  readonly #clock: Clock;
  readonly #trees: Lru<Watched> = createLru({ max: maxTrees });
  readonly #ids = new Set<string>();
  /** What changed while a tree is being built, by delivery: whether it belongs to the tree shows at its end. */
  readonly #building = new Map<string, Set<KubeObject[]>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Builds a tree, and once more where something of it changed meanwhile: what is given was true when it was done. */
  async build(id: string, build: () => Promise<BuiltTree>): Promise<BuiltTree> {
    const changed: KubeObject[] = [];
    const all = this.#building.get(id) ?? new Set();
    this.#building.set(id, all.add(changed));
    try {
      const first = await build();
      this.look(id, first);
      const touched = changed.some((object) => [...this.of(object)].includes(id));
      if (!touched) return first;
      const second = await build();
      this.look(id, second);
      return second;
    } finally {
      all.delete(changed);
      if (all.size === 0) this.#building.delete(id);
    }
  }

  /** An object changed. */
  changed(object: KubeObject): void {
    for (const lists of this.#building.values()) {
      for (const list of lists) if (list.length < maxRemembered) list.push(object);
    }
  }

  /** Somebody looked at the tree of a delivery. */
  look(id: string, tree: BuiltTree): void {
    this.#ids.add(id);
    const missing = tree.nodes.filter(
      ({ uid, managed, parent }) => uid === undefined && managed && parent !== undefined,
    );
    this.#trees.set(id, {
      uids: tree.uids,
      missing: new Set(missing.map(({ object }) => formatKey(object))),
      until: this.#clock.now() + followMs,
    });
  }

  /** The deliveries to whose trees an object belongs, or will as soon as they are built anew. */
  *of(object: KubeObject): Generator<string> {
    const { uid = '', ownerReferences = [] } = object.metadata;
    const key = formatKey(keyOf(object));
    for (const id of this.#ids) {
      const watched = this.#trees.get(id);
      if (watched === undefined || watched.until < this.#clock.now()) {
        this.#ids.delete(id);
        this.#trees.delete(id);
        continue;
      }
      const known = watched.uids.has(uid) || ownerReferences.some((owner) => watched.uids.has(owner.uid));
      if (known || watched.missing.has(key)) yield id;
    }
  }
}
