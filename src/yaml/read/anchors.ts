import type { YamlValue } from '../value.ts';
import type { TypedScalar } from './scalar-source.ts';

/** What `&name` named. */
export interface Anchor {
  /** The table's node. */
  readonly node: number;
  value: YamlValue;
  /** Its type, where it is a scalar. */
  readonly scalar?: TypedScalar;
  readonly isMap: boolean;
  /** How many nodes it holds, aliases expanded. */
  nodes: number;
  /** How many lists and maps lie in one another in it; 0 for a scalar. */
  height: number;
  /** Whether it is still being read, so that an alias to it would hold itself. */
  open: boolean;
}

/** The anchors of one document; a later one of the same name takes the place of an earlier. */
export class Anchors {
  #byName: Map<string, Anchor> | undefined;

  set(name: string, anchor: Anchor): void {
    (this.#byName ??= new Map()).set(name, anchor);
  }

  get(name: string): Anchor | undefined {
    return this.#byName?.get(name);
  }
}
