/** What a command may use of the process that it runs in. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Whether a person watches: colours and live lines only then. */
  readonly interactive: boolean;
  /** Aborts at Ctrl-C and at SIGTERM. */
  readonly signal: AbortSignal;
}

/** Flags and arguments after parsing. Flags are named as they are written, without dashes at the front. */
export interface Invocation {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** A flag's value; a flag that may be given several times is a list. */
export type FlagValue = string | boolean | readonly string[] | undefined;

/** Runs a command; resolves to the exit code. A UsageError is answered with the usage text and exit code 1. */
export type RunCommand = (invocation: Invocation, terminal: Terminal) => Promise<number>;
