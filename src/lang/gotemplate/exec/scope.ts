/** Which slot of a frame each variable has, by its name, where the compiler is at the moment. */
export class Scope {
  readonly #declared: { readonly name: string; readonly slot: number }[] = [{ name: '$', slot: 0 }];
  #slots = 1;

  /** Declares a variable, which may hide one of the same name. */
  declare(name: string): number {
    const slot = this.#slots;
    this.#slots += 1;
    this.#declared.push({ name, slot });
    return slot;
  }

  /** The slot of the variable that was declared last under this name. */
  find(name: string): number | undefined {
    return this.#declared.findLast((variable) => variable.name === name)?.slot;
  }

  /** Compiles a control structure, whose variables end with it. */
  within<T>(compile: () => T): T {
    const mark = this.#declared.length;
    const compiled = compile();
    this.#declared.length = mark;
    return compiled;
  }
}
