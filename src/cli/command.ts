import type { RunCommand } from './terminal.ts';

/** A flag of a command. */
export interface Flag {
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What it takes, such as `PORT`; a switch where absent. */
  readonly value?: string;
  readonly description: string;
  /** May be given several times. */
  readonly repeated?: boolean;
}

/** A command as help shows it. Its code is loaded when it is run, so that help is quick. */
export interface Command {
  /** The words that call it, such as `app sync`. */
  readonly words: string;
  /** Other words that call it, such as `get ks`. */
  readonly aliases?: readonly string[];
  /** Its arguments, such as `NAME`. */
  readonly arguments?: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  readonly load: () => Promise<RunCommand>;
}
