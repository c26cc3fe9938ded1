/** Where a reader of the change log stands: which process' log, and how far. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** A position as it travels: `epoch.seq`. */
export function writePosition({ epoch, seq }: Position): string {
  return `${epoch}.${seq}`;
}

/** Reads a position; undefined where it is none. */
export function readPosition(text: string): Position | undefined {
  const match = /^([0-9a-f]{1,32})\.(\d{1,15})$/.exec(text);
  return match === null ? undefined : { epoch: match[1] ?? '', seq: Number(match[2]) };
}
