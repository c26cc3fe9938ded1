import type { YamlValue } from '../../yaml/index.ts';
import { OriginWriter, type Step } from '../origin/index.ts';
import { type FileProblem, formatPath, nearestPosition } from './file-problem.ts';
import type { LocatedObject } from './located-object.ts';

/** An object as JSON text in UTF-8 and its origins, with the file as number 0. */
export interface EncodedObject {
  readonly json: Uint8Array;
  readonly origins: Uint8Array;
}

/** What an object became, or why JSON cannot hold it. */
export type Encoding =
  | { readonly kind: 'encoded'; readonly object: EncodedObject }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'problem'; readonly problem: FileProblem };

/** Writes an object as JSON, unless that takes more than about `maxBytes`. */
export function encodeObject(object: LocatedObject, maxBytes: number): Encoding {
  const encoder = new Encoder(object, maxBytes);
  encoder.visit(object.value);
  if (encoder.problem !== undefined) return { kind: 'problem', problem: encoder.problem };
  if (encoder.room < 0) return { kind: 'too-large' };
  return { kind: 'encoded', object: { json: Buffer.from(encoder.json()), origins: encoder.origins.finish() } };
}

class Encoder {
  readonly origins = new OriginWriter();
  /** How many bytes may still come. */
  room: number;
  problem: FileProblem | undefined;
  readonly #object: LocatedObject;
  readonly #path: Step[];
  #hasBigint = false;

  constructor(object: LocatedObject, maxBytes: number) {
    this.#object = object;
    this.room = maxBytes;
    this.#path = [...object.path];
  }

  json(): string {
    const { value } = this.#object;
    if (!this.#hasBigint) return JSON.stringify(value);
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
  }

  /** Notes the origin of a node and of all in it, and how large they are. */
  visit(value: YamlValue): void {
    if (this.room < 0 || this.problem !== undefined) return;
    const { document, path: root } = this.#object;
    const container = typeof value === 'object' && value !== null;
    const key = container && this.#path.length > root.length ? document.keyPositionOf(this.#path) : undefined;
    const { line, column } = key ?? document.positionOf(this.#path) ?? nearestPosition(document, this.#path);
    this.origins.add(line, column);
    if (!container) this.#scalar(value);
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) this.#step(index, item);
    else for (const name of Object.keys(value)) this.#step(name, value[name] ?? null);
  }

  #step(step: Step, value: YamlValue): void {
    this.room -= typeof step === 'string' ? step.length + 4 : 1;
    this.#path.push(step);
    this.visit(value);
    this.#path.pop();
  }

  #scalar(value: null | boolean | number | bigint | string): void {
    this.room -= typeof value === 'string' ? value.length + 2 : 4;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#refuse('not-json', `is ${value}, which JSON has no number for: write a finite number or a text in quotes`);
    } else if (typeof value === 'bigint') {
      this.#hasBigint = true;
      if (!Number.isFinite(Number(value)) || BigInt(Number(value)) !== value) {
        // The number is not named: it may be a password.
        const what = 'is a whole number of more digits than can be kept: put it in quotes if it is a name';
        this.#refuse('number-too-large', what);
      }
    }
  }

  #refuse(code: string, what: string): void {
    const { document, path } = this.#object;
    const place = nearestPosition(document, this.#path);
    this.problem = { code, message: `${formatPath(this.#path.slice(path.length))} ${what}`, ...place };
  }
}
