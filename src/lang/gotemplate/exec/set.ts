import { TemplateBudgetError } from '../budget.ts';
import { builtinFunctions } from '../builtins/index.ts';
import { TemplateError } from '../error.ts';
import { quoteString } from '../format/index.ts';
import { type Delimiters, isEmptyList, parseTrees, type Tree } from '../parse/index.ts';
import type { GoValue } from '../value/index.ts';
import type { TemplateRun } from './caller.ts';
import type { Execute } from './execute.ts';
import { Scope } from './scope.ts';
import { clean } from '../trace/index.ts';
import { newFrame, State } from './state.ts';
import { compileList } from './statement.ts';

/** A text that has been read: what it says, and the templates it defines. Never changes, so that it can be kept for as long as the text is the same. */
export interface ParsedTemplate {
  readonly name: string;
  readonly trees: ReadonlyMap<string, Tree>;
}

/** How to read a template. */
export interface ParseTemplateOptions {
  /** Names of functions beside the builtin ones. */
  readonly functions: { has(name: string): boolean };
  /** `{{` and `}}` where absent. */
  readonly delimiters?: Delimiters;
}

/** Reads a template, a byte string, as Go's `template.New(name).Parse(text)` does. Throws TemplateError `parse`. */
export function parseTemplate(name: string, text: string, options: ParseTemplateOptions): ParsedTemplate {
  const { functions, delimiters = { left: '{{', right: '}}' } } = options;
  const hasFunction = (word: string): boolean => functions.has(word) || builtinFunctions.has(word);
  return { name, trees: parseTrees(name, text, { hasFunction, delimiters }) };
}

/** A template of the set. */
interface Associated {
  readonly tree: Tree;
  compiled: Execute | undefined;
}

/** Templates that can call each other, as the templates of a Go template are. */
export class TemplateSet {
  /** What `clone` froze, the oldest first, and what was added since. */
  #layers: readonly ReadonlyMap<string, Associated>[];
  #own = new Map<string, Associated>();

  constructor(layers: readonly ReadonlyMap<string, Associated>[] = []) {
    this.#layers = layers;
  }

  /** Adds a text and what it defines. What has a name already is replaced, but not by a template that is empty. */
  add(parsed: ParsedTemplate): void {
    for (const [name, tree] of parsed.trees) {
      if (isEmptyList(tree.root) && this.#lookup(name) !== undefined) continue;
      this.#own.set(name, associatedWith(tree));
    }
  }

  /** Whether there is a template of this name. */
  has(name: string): boolean {
    return this.#lookup(name) !== undefined;
  }

  /** The names of all templates. */
  names(): string[] {
    return [...new Set([...this.#layers, this.#own].flatMap((layer) => [...layer.keys()]))];
  }

  /** A set with the same templates, to which others can be added; costs nothing. */
  clone(): TemplateSet {
    if (this.#own.size > 0) {
      this.#layers = [...this.#layers, this.#own];
      this.#own = new Map();
    }
    return new TemplateSet(this.#layers);
  }

  /**
   * What a template makes of the data (`ExecuteTemplate`). Throws TemplateError `exec`, TemplateBudgetError, and whatever a function throws beside GoFailure.
   */
  execute(name: string, data: GoValue, run: TemplateRun): string {
    const found = this.#lookup(name);
    if (found === undefined) {
      const reason = `no template ${quoteString(name)} associated with template "gotpl"`;
      throw new TemplateError('exec', `template: ${reason}`, { template: name, reason });
    }
    return this.#execute(found, data, run);
  }

  /** Adds a text and executes it, also where it is empty and its name taken by another (`Parse` and `Execute`, as Helm's `tpl` does). */
  executeText(parsed: ParsedTemplate, data: GoValue, run: TemplateRun): string {
    this.add(parsed);
    const tree = parsed.trees.get(parsed.name);
    return tree === undefined ? '' : this.#execute(associatedWith(tree), data, run);
  }

  /** For templates that call others: the template of that name, ready to be executed. */
  find(name: string): Execute | undefined {
    const found = this.#lookup(name);
    return found && compiledOf(found);
  }

  #lookup(name: string): Associated | undefined {
    const own = this.#own.get(name);
    if (own !== undefined) return own;
    for (let index = this.#layers.length - 1; index >= 0; index -= 1) {
      const found = this.#layers[index]?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #execute(associated: Associated, data: GoValue, run: TemplateRun): string {
    const depth = depths.get(run) ?? 0;
    if (depth >= maxDepth) throw new TemplateBudgetError('too-deep', `the templates call each other ${maxDepth} deep`);
    depths.set(run, depth + 1);
    try {
      return this.#begin(associated, data, run);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new TemplateBudgetError('too-deep', 'the templates call each other too deeply');
    } finally {
      depths.set(run, depth);
    }
  }

  #begin(associated: Associated, data: GoValue, run: TemplateRun): string {
    const state = new State(this, run, associated.tree.name);
    compiledOf(associated)(state, newFrame(data ?? undefined, run.trace?.begin(data) ?? clean));
    run.trace?.executed(state.out, state.spans);
    return state.out;
  }
}

/** How many executions of a run are under way, one within the other. */
const depths = new WeakMap<TemplateRun, number>();
/** As many as fit on the stack of a thread, whatever stands around each call. */
const maxDepth = 400;

/** The same for each tree, so that it is compiled once, whatever sets it is in. */
const associated = new WeakMap<Tree, Associated>();

function associatedWith(tree: Tree): Associated {
  const known = associated.get(tree);
  if (known !== undefined) return known;
  const made: Associated = { tree, compiled: undefined };
  associated.set(tree, made);
  return made;
}

function compiledOf(found: Associated): Execute {
  found.compiled ??= compileList(found.tree.root, new Scope());
  return found.compiled;
}
