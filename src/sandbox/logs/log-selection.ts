import type { LogLine } from '../handlers/index.ts';

/** Which part of a log is wanted (kubernetes 1.36, core/v1 PodLogOptions). */
export interface LogSelection {
  readonly previous: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  /** Only what was written then or later, in ms. */
  readonly since: number | undefined;
  readonly limitBytes: number | undefined;
}

/** Cuts a log to what is wanted and writes it as kubelet does: `write` gets texts, and says whether it wants more. */
export class LogWriter {
  readonly #selection: LogSelection;
  readonly #write: (text: Buffer) => void;
  #left: number;

  constructor(selection: LogSelection, write: (text: Buffer) => void) {
    this.#selection = selection;
    this.#write = write;
    this.#left = selection.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Whether all bytes that were wanted are written. */
  get full(): boolean {
    return this.#left <= 0;
  }

  /** Writes what has been written so far: of that only the last lines may be wanted. */
  past(lines: Iterable<LogLine>): void {
    const { tailLines } = this.#selection;
    const kept: LogLine[] = [];
    for (const line of lines) {
      if (!this.#isWanted(line)) continue;
      if (tailLines === undefined) this.#send(line);
      else {
        kept.push(line);
        // Dropping in large steps costs nothing per line.
        if (kept.length > 2 * tailLines + 1000) kept.splice(0, kept.length - tailLines);
      }
    }
    for (const line of tailLines === undefined ? [] : kept.slice(Math.max(0, kept.length - tailLines)))
      this.#send(line);
  }

  /** Writes a line that comes now. */
  live(line: LogLine): void {
    if (this.#isWanted(line)) this.#send(line);
  }

  #isWanted({ time }: LogLine): boolean {
    const { since } = this.#selection;
    return since === undefined || time >= since;
  }

  #send({ time, text }: LogLine): void {
    if (this.full) return;
    const stamp = this.#selection.timestamps ? `${nanoTime(time)} ` : '';
    const whole = Buffer.from(`${stamp}${text}\n`);
    const bytes = whole.length > this.#left ? whole.subarray(0, this.#left) : whole;
    this.#left -= bytes.length;
    this.#write(bytes);
  }
}

/** A time as container runtimes write it. */
function nanoTime(time: number): string {
  const nanos = Math.round((time - Math.floor(time)) * 1e6);
  return new Date(Math.floor(time)).toISOString().replace('Z', `${String(nanos).padStart(6, '0')}Z`);
}
