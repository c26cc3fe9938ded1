/** Reads a text character by character. */
export class Runes {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#characters = Array.from(text);
  }

  /** The next character; undefined at the end. */
  next(): string | undefined {
    const character = this.#characters[this.#at];
    if (character !== undefined) this.#at += 1;
    return character;
  }

  /** Takes the next character back. */
  back(): void {
    this.#at -= 1;
  }

  /** What is left. */
  rest(): string {
    return this.#characters.slice(this.#at).join('');
  }

  /** Leaves out what was read of `rest()`. */
  skip(text: string): void {
    this.#at += Array.from(text).length;
  }

  /** All up to one of `stops`, which is taken too; `stop` is undefined at the end. */
  until(stops: string, escapes: boolean): { readonly text: string; readonly stop: string | undefined } {
    let text = '';
    for (;;) {
      const character = this.next();
      if (character === undefined || stops.includes(character)) return { text, stop: character };
      if (!escapes || character !== '\\') {
        text += character;
        continue;
      }
      const escaped = this.next();
      if (escaped === undefined) return { text, stop: undefined };
      text += escaped;
    }
  }
}
