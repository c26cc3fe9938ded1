import type { KubeObject } from '../../base/index.ts';
import { NodeNumbers, OriginReader, type OriginTable, type Step } from '../origin/index.ts';
import type { Manifest, Origin } from '../renderer.ts';

/**
 * A manifest over the bytes that a worker sent: the object is parsed when it is first looked at, the origins when they are first asked
 * for. Origins are looked up in a copy of the object of their own, so they stay right for whoever changes `object`.
 */
export class LazyManifest implements Manifest {
  readonly #json: Uint8Array;
  readonly #table: OriginTable;
  #object: KubeObject | undefined;
  #reader: OriginReader | undefined;
  #numbers: NodeNumbers | undefined;

  constructor(json: Uint8Array, table: OriginTable) {
    this.#json = json;
    this.#table = table;
  }

  get object(): KubeObject {
    return (this.#object ??= this.#parse());
  }

  get origin(): Origin {
    return this.originOf([]);
  }

  originOf(path: readonly Step[]): Origin {
    this.#reader ??= new OriginReader(this.#table);
    if (path.length === 0) return this.#reader.at(0);
    this.#numbers ??= new NodeNumbers(this.#parse());
    return this.#reader.at(this.#numbers.nearest(path));
  }

  #parse(): KubeObject {
    return JSON.parse(
      Buffer.from(this.#json.buffer, this.#json.byteOffset, this.#json.length).toString(),
    ) as KubeObject;
  }
}
