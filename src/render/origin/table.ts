import type { Origin } from '../renderer.ts';

/**
 * Where the nodes of one object were set. `bytes` holds a record a node, in the order of a depth-first walk of the object's JSON
 * text; files and transformers are named in it by number, so that bytes made once serve wherever the same content lies.
 */
export interface OriginTable {
  readonly bytes: Uint8Array;
  readonly files: readonly string[];
  /** What changed nodes after they were read, by number from 1; 0 is nothing. */
  readonly transformers: readonly string[];
}

/**
 * Writes the bytes of an OriginTable. Neighbours mostly share a file and lie a line apart, so a record is the difference to the one
 * before (two bytes as a rule): `lines × 2 + (source follows)`, then file and transformer where they changed, then the column.
 */
export class OriginWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  #line = 0;
  #file = 0;
  #transformer = 0;

  /** Adds the next node; `line` and `column` count from 1, `file` from 0, `transformer` from 1 with 0 for none. */
  add(line: number, column: number, file = 0, transformer = 0): void {
    const step = line - this.#line;
    const moved = file !== this.#file || transformer !== this.#transformer;
    this.#number((step < 0 ? -2 * step - 1 : 2 * step) * 2 + Number(moved));
    if (moved) {
      this.#number(file);
      this.#number(transformer);
    }
    this.#number(column);
    this.#line = line;
    this.#file = file;
    this.#transformer = transformer;
  }

  /** The bytes written so far, as a copy that takes no more room than they need. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #number(value: number): void {
    let rest = value;
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }
}

/** The origins of an OriginTable, by the number of the node in the walk. */
export class OriginReader {
  readonly #table: OriginTable;
  /** Line, column, file and transformer of each node. */
  readonly #fields: readonly number[];

  constructor(table: OriginTable) {
    this.#table = table;
    this.#fields = decode(table.bytes);
  }

  /** How many nodes the table knows. */
  get size(): number {
    return this.#fields.length / 4;
  }

  /** Throws a RangeError for a node that the table does not know: it was made for another object. */
  at(node: number): Origin {
    const [line, column, file = 0, transformer = 0] = this.#fields.slice(node * 4, node * 4 + 4);
    const name = this.#table.files[file];
    if (line === undefined || column === undefined || name === undefined) {
      throw new RangeError(`no origin is recorded for node ${node}`);
    }
    const changedBy = this.#table.transformers[transformer - 1];
    return { file: name, line, column, ...(changedBy === undefined ? {} : { transformer: changedBy }) };
  }
}

function decode(bytes: Uint8Array): number[] {
  const fields: number[] = [];
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  let line = 0;
  let file = 0;
  let transformer = 0;
  while (at < bytes.length) {
    const head = number();
    const step = Math.floor(head / 2);
    line += step % 2 === 1 ? -(step + 1) / 2 : step / 2;
    if (head % 2 === 1) {
      file = number();
      transformer = number();
    }
    fields.push(line, number(), file, transformer);
  }
  return fields;
}
