import { readFile } from 'node:fs/promises';
import { type Clock, messageOf } from '../../base/index.ts';
import { KubeError } from '../error.ts';

/** Tokens and certificates are a few kilobytes; what is larger was named by mistake. */
const maxBytes = 1024 * 1024;

/**
 * A small file that somebody else rotates. It is read again when what is known is older than `maxAgeMs` (a minute: client-go's
 * cachingTokenSource); where that fails the last good content goes on serving, since a rotation may be under way.
 */
export class WatchedFile {
  readonly path: string;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  #content: string | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, clock: Clock, maxAgeMs = 60_000) {
    this.path = path;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
  }

  /** The content, at most `maxAgeMs` old where the file can be read. Throws KubeError `config` where it never could. */
  async read(): Promise<string> {
    if (this.#content !== undefined && this.#clock.now() - this.#readAt < this.#maxAgeMs) return this.#content;
    try {
      const content = await readFile(this.path, 'utf8');
      if (content.length > maxBytes) throw new Error(`the file is larger than ${maxBytes} bytes`);
      this.#content = content;
      this.#readAt = this.#clock.now();
      return content;
    } catch (error) {
      if (this.#content !== undefined) return this.#content;
      throw new KubeError('config', `${this.path} cannot be read: ${messageOf(error)}`, {
        object: this.path,
        cause: error,
      });
    }
  }

  /** Reads the file at the next call, however old the content is. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }
}
