import type { LogLine } from '../../sandbox/index.ts';
import { jsonLogger, type Logger } from '../../base/index.ts';

/** As many lines are remembered. */
const keptLines = 5000;

/** The last lines of a log, for who reads or follows it. */
export class LogBook {
  readonly #lines: LogLine[] = [];
  readonly #readers = new Set<() => void>();
  readonly #now: () => number;
  #forgotten = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A logger that writes into the book, and what concerns it also to `other`. */
  logger(other: Logger): Logger {
    const own = jsonLogger({ write: (line) => this.add(line), now: this.#now, level: 'info' });
    return both(own, other);
  }

  add(text: string): void {
    this.#lines.push({ time: this.#now(), text });
    if (this.#lines.length > keptLines) {
      this.#lines.shift();
      this.#forgotten += 1;
    }
    for (const wake of this.#readers) wake();
  }

  /** What is remembered, the oldest line first; with `follow` also what comes, until the signal aborts. */
  async *read(follow: boolean, signal: AbortSignal): AsyncGenerator<LogLine> {
    // Counted from the first line ever, so that a slow reader skips what was forgotten meanwhile.
    let next = this.#forgotten;
    while (!signal.aborted) {
      next = Math.max(next, this.#forgotten);
      const line = this.#lines[next - this.#forgotten];
      if (line !== undefined) {
        next += 1;
        yield line;
      } else if (follow) await this.#change(signal);
      else return;
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#readers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#readers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

function both(first: Logger, second: Logger): Logger {
  return {
    debug: (message, fields) => [first, second].forEach((logger) => logger.debug(message, fields)),
    info: (message, fields) => [first, second].forEach((logger) => logger.info(message, fields)),
    warn: (message, fields) => [first, second].forEach((logger) => logger.warn(message, fields)),
    error: (message, fields) => [first, second].forEach((logger) => logger.error(message, fields)),
    with: (fields) => both(first.with(fields), second.with(fields)),
  };
}
