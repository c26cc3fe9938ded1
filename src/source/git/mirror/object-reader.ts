import type { SourceError } from '../../error.ts';
import type { GitProcess, GitProgram, GitRun } from '../command/index.ts';

/** What git says of an object before its content. */
export interface ObjectHeader {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

/** Takes the content of one object, piece by piece. */
type ObjectSink = (chunk: Buffer) => Promise<void> | void;

/** The mirror does not hold what it should: it has to be made anew. */
export class MirrorDamage extends Error {}

interface Waiting {
  readonly accept: (header: ObjectHeader) => ObjectSink | SourceError;
  readonly resolve: (header: ObjectHeader) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Reads objects of a repository through one `git cat-file --batch`. Requests are answered in their order; a sink that takes its time holds
 * git up, so that no more is in memory than sinks keep.
 */
export class ObjectReader {
  readonly #process: GitProcess;
  readonly #waiting: Waiting[] = [];
  readonly #done: Promise<void>;
  #failure: { readonly reason: unknown } | undefined;

  constructor(git: GitProgram, run: GitRun) {
    this.#process = git.start(['cat-file', '--batch'], run);
    this.#process.ended.catch(() => undefined);
    this.#done = this.#readAll().catch(async (error: unknown) => {
      this.#process.kill(error);
      // Where something else ended git before, such as the caller's signal, that is the reason.
      this.#fail(
        await this.#process.ended.then(
          () => error,
          (reason: unknown) => reason,
        ),
      );
    });
  }

  /**
   * Asks for the object that `name` leads to. `accept` sees its header and gives the sink for its content, or the error for which it
   * is not wanted, which ends the reader. Rejects with MirrorDamage where the object is missing.
   */
  request(name: string, accept: Waiting['accept']): Promise<ObjectHeader> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure.reason);
      this.#waiting.push({ accept, resolve, reject });
      this.#process.stdin.write(`${name}\n`);
    });
  }

  /** The whole content of an object of type `type` and at most `maxBytes`, which `tooLarge` says otherwise. */
  async read(name: string, type: string, maxBytes: number, tooLarge: (size: number) => SourceError): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const header = await this.request(name, ({ size }) => {
      if (size > maxBytes) return tooLarge(size);
      return (chunk) => void chunks.push(Buffer.from(chunk));
    });
    if (header.type !== type) throw new MirrorDamage(`${name} is a ${header.type}, not a ${type}`);
    return Buffer.concat(chunks);
  }

  /** Ends the reader; what is still asked for is rejected. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    if (this.#waiting.length > 0) this.#fail(new Error('the reader was closed'));
    await this.#done;
  }

  async #readAll(): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    let sink: ObjectSink | undefined;
    let header: ObjectHeader | undefined;
    let left = 0;
    for await (const piece of this.#process.stdout) {
      rest = rest.byteLength === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
      for (;;) {
        if (header === undefined) {
          const end = rest.indexOf(0x0a);
          if (end === -1) break;
          header = this.#header(rest.toString('utf8', 0, end));
          rest = rest.subarray(end + 1);
          const accepted = this.#waiting[0]?.accept(header);
          if (typeof accepted !== 'function') throw accepted ?? new MirrorDamage('an answer that nobody asked for');
          sink = accepted;
          left = header.size;
        }
        const content = rest.subarray(0, left);
        if (content.byteLength > 0) await sink?.(content);
        left -= content.byteLength;
        rest = rest.subarray(content.byteLength);
        // Each content is followed by a line end.
        if (left > 0 || rest.byteLength === 0) break;
        rest = rest.subarray(1);
        this.#waiting.shift()?.resolve(header);
        header = undefined;
      }
    }
    const exit = await this.#process.ended;
    if (this.#waiting.length > 0 || exit.code !== 0)
      throw new MirrorDamage(`git cat-file ended early: ${exit.stderr.trim().slice(0, 300)}`);
  }

  #header(line: string): ObjectHeader {
    const [id = '', type = '', size = ''] = line.split(' ');
    if (!/^[0-9a-f]{40}$/.test(id) || !/^\d+$/.test(size))
      throw new MirrorDamage(`git cat-file says: ${line.slice(0, 200)}`);
    return { id, type, size: Number(size) };
  }

  #fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { reason };
    this.#process.kill(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
