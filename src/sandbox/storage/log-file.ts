import { type FileHandle, open } from 'node:fs/promises';
import type { Clock } from '../../base/index.ts';
import { StorageError, storageErrorOf } from './storage-error.ts';

/** How a log is written. */
export interface LogFileOptions {
  readonly clock: Clock;
  /** How long lines are gathered before they are written together; 0 writes at the end of the present turn. */
  readonly groupMs: number;
  /** Whether written lines survive the loss of power, not only the end of the process. */
  readonly sync: boolean;
  /** How long to wait before a failed write is tried again. */
  readonly retryMs: number;
  /** Opens files; that of node:fs by default. */
  readonly openFile?: typeof open;
}

interface Line {
  readonly text: string;
  readonly done: () => void;
  readonly failed: (error: StorageError) => void;
}

/**
 * An append-only file of lines with group commit. A write that fails leaves its lines waiting: their promises reject, further
 * lines are refused, and the write is tried again until it succeeds, so that the file is always a prefix of what was appended.
 */
export class LogFile {
  readonly #options: LogFileOptions;
  #path: string;
  #handle: FileHandle;
  /** Where the file ends as far as it is known to be whole. */
  #size: number;
  #waiting: Line[] = [];
  #cancelTimer: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #broken: StorageError | undefined;
  #closed = false;

  private constructor(path: string, handle: FileHandle, size: number, options: LogFileOptions) {
    this.#path = path;
    this.#handle = handle;
    this.#size = size;
    this.#options = options;
  }

  /** Opens `path` for appending after its first `size` bytes; what lies behind them is cut off. */
  static async open(path: string, size: number, options: LogFileOptions): Promise<LogFile> {
    const handle = await openAt(path, size, options);
    return new LogFile(path, handle, size, options);
  }

  /** Throws the StorageError for which lines are refused at present. */
  check(): void {
    if (this.#closed) throw new StorageError('closed', `${this.#path} is closed`, { object: this.#path });
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Appends a line (with its newline); resolves once it is written, rejects with StorageError where the write fails. */
  append(text: string): Promise<void> {
    const written = new Promise<void>((done, failed) => this.#waiting.push({ text, done, failed }));
    // Callers that do not wait for durability must not turn a full disk into an unhandled rejection.
    written.catch(() => undefined);
    this.#schedule(this.#options.groupMs);
    return written;
  }

  /** Writes what waits, then goes on in the new file `path`. */
  async rotate(path: string, header: string): Promise<void> {
    await this.flush();
    if (this.#broken !== undefined) throw this.#broken;
    const handle = await openAt(path, 0, this.#options);
    try {
      await handle.writeFile(header);
      if (this.#options.sync) await handle.datasync();
    } catch (error) {
      await handle.close();
      throw storageErrorOf(error, path);
    }
    // Lines may have come, and be on their way, while the new file was made.
    while (this.#flushing !== undefined) await this.#flushing;
    const old = this.#handle;
    this.#path = path;
    this.#handle = handle;
    this.#size = Buffer.byteLength(header);
    await old.close();
  }

  /** Writes what waits now. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#start();
  }

  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#handle.close();
  }

  #schedule(ms: number): void {
    if (this.#cancelTimer !== undefined || this.#flushing !== undefined || this.#closed) return;
    const run = (): void => {
      this.#cancelTimer = undefined;
      void this.#start();
    };
    if (ms > 0) {
      this.#cancelTimer = this.#options.clock.after(ms, run);
    } else {
      const immediate = setImmediate(run);
      this.#cancelTimer = () => clearImmediate(immediate);
    }
  }

  #start(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#flushing = this.#write(this.#waiting).finally(() => {
      this.#flushing = undefined;
      if (this.#waiting.length > 0) {
        this.#schedule(this.#broken === undefined ? this.#options.groupMs : this.#options.retryMs);
      }
    });
    return this.#flushing;
  }

  async #write(lines: readonly Line[]): Promise<void> {
    const data = Buffer.from(lines.map((line) => line.text).join(''));
    this.#waiting = [];
    try {
      for (let sent = 0; sent < data.length;) {
        const { bytesWritten } = await this.#handle.write(data, sent, data.length - sent, this.#size + sent);
        sent += bytesWritten;
      }
      if (this.#options.sync) await this.#handle.datasync();
      this.#size += data.length;
      this.#broken = undefined;
      for (const line of lines) line.done();
    } catch (error) {
      const broken = storageErrorOf(error, this.#path);
      this.#broken = broken;
      await this.#handle.truncate(this.#size).catch(() => undefined);
      this.#waiting = [...lines, ...this.#waiting];
      for (const line of this.#waiting) line.failed(broken);
    }
  }
}

async function openAt(path: string, size: number, options: LogFileOptions): Promise<FileHandle> {
  try {
    const handle = await (options.openFile ?? open)(path, size === 0 ? 'w' : 'r+');
    if (size > 0) await handle.truncate(size);
    return handle;
  } catch (error) {
    throw storageErrorOf(error, path);
  }
}
