import { check } from './check/index.ts';
import { CelError } from './error.ts';
import { type CallCost, Frame, Planner, standardCosts } from './evaluation/index.ts';
import type { FunctionDeclaration, Overload } from './functions.ts';
import { standardFunctions, standardTypes } from './library/standard.ts';
import { type Expr, type Issue, type Macro, parse, standardMacros, SyntaxIssue } from './syntax/index.ts';
import { type Type, types, typeOfType } from './types.ts';
import { CelType, type CelValue } from './values.ts';

/** Functions, macros and constants that an environment may have besides the language's own. */
export interface CelLibrary {
  readonly functions?: readonly FunctionDeclaration[];
  readonly macros?: readonly Macro[];
  /** Types whose names are values, as in `type(x) == kubernetes.Quantity`. */
  readonly types?: readonly Type[];
  /** What calls cost, by the function's name, where that is not one step. */
  readonly costs?: Readonly<Record<string, CallCost>>;
  /** Whether `a.?b`, `a[?b]` and `{?k: v}` mean something. */
  readonly optionalSyntax?: boolean;
}

/** What an environment is made of. */
export interface EnvironmentOptions {
  readonly libraries?: readonly CelLibrary[];
  /** The variables that expressions may name, with their types. */
  readonly variables?: Readonly<Record<string, Type>>;
  /** The package in which names are looked up first. */
  readonly container?: string;
  /** Whether items of a list literal, and values of a map literal, must be of one type, and texts for durations and patterns be some. */
  readonly strictLiterals?: boolean;
}

/** Where an expression is wrong; both counted from 1, columns in code points. */
export interface CelIssue {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What a run may be given. */
export interface EvaluateOptions {
  /** The most that the run may cost; no limit where it is missing. */
  readonly costLimit?: number;
}

/** How a run ended. */
export type Evaluated =
  | { readonly ok: true; readonly value: CelValue; readonly cost: number }
  | { readonly ok: false; readonly error: CelError; readonly cost: number };

/** An expression that is ready to run, as often as wanted. */
export interface CelProgram {
  readonly source: string;
  /** What its value will be, as far as can be told. */
  readonly type: Type;
  /** The tree, with the type of every node. */
  readonly tree: Expr;
  /** Runs it over the values of its variables; a failed expression is a value. */
  evaluate(variables: Readonly<Record<string, CelValue>>, options?: EvaluateOptions): Evaluated;
}

/** What compiling gives: a program, or what is wrong, in the words of cel-go v0.26.0. */
export type Compiled =
  | { readonly ok: true; readonly program: CelProgram }
  | {
      readonly ok: false;
      readonly issues: readonly CelIssue[];
      /** All issues as cel-go prints them, with the line and a mark under the place. */
      readonly text: string;
    };

/** A set of variables and functions that expressions are compiled in. */
export interface CelEnvironment {
  /** Parses and checks an expression. `unchecked` leaves types to the run, as expressions without declarations are. */
  compile(source: string, options?: { readonly unchecked?: boolean }): Compiled;
  /** This environment with more in it. */
  extend(options: EnvironmentOptions): CelEnvironment;
}

/**
 * Makes an environment: the language of cel-spec with its standard functions and macros, and what the libraries bring. A function
 * that two libraries declare has the overloads of both. @throws CelError `invalid-declaration` where two overloads are the same
 */
export function createCelEnvironment(options: EnvironmentOptions = {}): CelEnvironment {
  const libraries = options.libraries ?? [];
  const functions = mergeFunctions([...standardFunctions, ...libraries.flatMap((library) => library.functions ?? [])]);
  const known = [...standardTypes, ...libraries.flatMap((library) => library.types ?? [])];
  const typeValues = new Map(known.map((type) => [type.name, new CelType(type)]));
  const macros = [...libraries.flatMap((library) => library.macros ?? []), ...standardMacros];
  const optionals = libraries.some((library) => library.optionalSyntax === true);
  const costs = new Map(Object.entries(standardCosts));
  for (const library of libraries)
    for (const [name, cost] of Object.entries(library.costs ?? {})) costs.set(name, cost);
  const variables = new Map(Object.entries(options.variables ?? {}));
  const container = options.container ?? '';
  const variable = (name: string): Type | undefined => {
    const type = typeValues.get(name);
    return variables.get(name) ?? (type === undefined ? undefined : typeOfType(type.type));
  };
  const settings = {
    func: (name: string) => functions.get(name),
    constant: (name: string) => (variables.has(name) ? undefined : typeValues.get(name)),
    cost: (name: string) => costs.get(name),
    container,
  };
  return {
    compile(source, { unchecked = false } = {}) {
      let tree: Expr;
      try {
        tree = parse(source, { macros, optionals });
      } catch (error) {
        if (!(error instanceof SyntaxIssue)) throw error;
        return refused(source, [error.issue]);
      }
      const strictLiterals = options.strictLiterals === true;
      const checked = unchecked ? undefined : check(tree, { ...settings, variable, strictLiterals });
      if (checked !== undefined && checked.issues.length > 0) return refused(source, checked.issues);
      return { ok: true, program: programOf(source, tree, checked?.type ?? types.dyn, new Planner(settings)) };
    },
    extend: (more) =>
      createCelEnvironment({
        ...options,
        ...more,
        libraries: [...libraries, ...(more.libraries ?? [])],
        variables: { ...options.variables, ...more.variables },
      }),
  };
}

function mergeFunctions(declarations: readonly FunctionDeclaration[]): ReadonlyMap<string, FunctionDeclaration> {
  const merged = new Map<string, FunctionDeclaration>();
  for (const declaration of declarations) {
    const known = merged.get(declaration.name);
    if (known === undefined) {
      merged.set(declaration.name, declaration);
      continue;
    }
    const ids = new Set(known.overloads.map(({ id }) => id));
    const added: readonly Overload[] = declaration.overloads.filter(({ id }) => !ids.has(id));
    if (known.direct !== undefined) {
      throw new CelError('invalid-declaration', `an operator cannot be declared again: ${declaration.name}`);
    }
    merged.set(declaration.name, { ...known, overloads: [...known.overloads, ...added] });
  }
  return merged;
}

function programOf(source: string, tree: Expr, type: Type, planner: Planner): CelProgram {
  const plan = planner.plan(tree);
  const inputs = [...planner.inputs];
  const { slots } = planner;
  return {
    source,
    type,
    tree,
    evaluate(variables, { costLimit = Infinity } = {}) {
      const frame = new Frame(slots, costLimit);
      for (const [name, slot] of inputs) {
        if (Object.hasOwn(variables, name)) frame.slots[slot] = variables[name];
      }
      try {
        return { ok: true, value: plan(frame), cost: frame.cost };
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        return { ok: false, error, cost: frame.cost };
      }
    },
  };
}

function refused(source: string, found: readonly Issue[]): Extract<Compiled, { ok: false }> {
  const sorted = [...found].sort((a, b) => a.at - b.at);
  const issues = sorted.map(({ at, message }) => ({ ...place(source, at), message }));
  const lines = source.split('\n');
  const text = issues.map((issue) => issueText(issue, lines[issue.line - 1] ?? '')).join('\n');
  return { ok: false, issues, text };
}

function place(source: string, at: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1 };
}

function issueText({ line, column, message }: CelIssue, text: string): string {
  const points = Array.from(text.replaceAll('\t', ' '));
  const isWide = (point: string | undefined): boolean => point !== undefined && (point.codePointAt(0) ?? 0) > 0x7f;
  const dots = points.slice(0, column - 1).map((point) => (isWide(point) ? '．' : '.'));
  const mark = isWide(points[column - 1]) ? '＾' : '^';
  return `ERROR: <input>:${line}:${column}: ${message}\n | ${points.join('')}\n | ${dots.join('')}${mark}`;
}
