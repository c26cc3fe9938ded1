import { type CommandOptions, type Ended, runCommand, succeeded } from './command.ts';

/** A client of the guide, as its user has it: a program and the environment that it finds. */
export class Client {
  readonly #command: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(command: string, env: Readonly<Record<string, string>>) {
    this.#command = command;
    this.#env = env;
  }

  /** Runs it; throws with all that it printed where it does not succeed. */
  async run(args: readonly string[], options: Omit<CommandOptions, 'env'> = {}): Promise<Ended> {
    return succeeded(this.#command, args, await this.end(args, options));
  }

  /** Runs it to its end, whatever the exit code. */
  end(args: readonly string[], options: Omit<CommandOptions, 'env'> = {}): Promise<Ended> {
    return runCommand(this.#command, args, { ...options, env: this.#env });
  }

  /** What is needed to start it by other means. */
  protected get program(): { readonly command: string; readonly env: Readonly<Record<string, string>> } {
    return { command: this.#command, env: this.#env };
  }
}
