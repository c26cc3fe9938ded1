import type { CallNode, ComprehensionNode, Expr, IdentNode } from './ast.ts';
import { SyntaxIssue } from './issue.ts';

/** A call that may be a macro. */
export interface MacroCall {
  readonly at: number;
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

/** A call that is rewritten while it is parsed. */
export interface Macro {
  readonly name: string;
  /** How many arguments it takes, the target not counted. */
  readonly arity: number;
  readonly member: boolean;
  /** Undefined where the call is none of it after all. */
  readonly expand: (call: MacroCall) => Expr | undefined;
}

/** What a call becomes by the macro that it names; undefined where it names none. */
export function expandMacro(macros: readonly Macro[], call: MacroCall): Expr | undefined {
  const { name, args, target } = call;
  const macro = macros.find(
    (known) => known.name === name && known.arity === args.length && known.member === (target !== undefined),
  );
  return macro?.expand(call);
}

/** The name of what a comprehension collects its result in. */
export const accumulator = '@result';

/** Writes the nodes of a macro, all at one place. */
export class MacroWriter {
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  get result(): IdentNode {
    return this.ident(accumulator);
  }

  ident(name: string): IdentNode {
    return { kind: 'ident', at: this.#at, name };
  }

  literal(value: boolean | bigint): Expr {
    return { kind: 'literal', at: this.#at, value };
  }

  call(name: string, ...args: readonly Expr[]): CallNode {
    return { kind: 'call', at: this.#at, name, target: undefined, args };
  }

  member(target: Expr, name: string, ...args: readonly Expr[]): CallNode {
    return { kind: 'call', at: this.#at, name, target, args };
  }

  list(...elements: readonly Expr[]): Expr {
    return { kind: 'list', at: this.#at, elements: elements.map((value) => ({ value, optional: false })) };
  }

  emptyMap(): Expr {
    return { kind: 'map', at: this.#at, entries: [] };
  }

  fold(
    range: Expr,
    variables: readonly string[],
    parts: Pick<ComprehensionNode, 'init' | 'condition' | 'step' | 'result'>,
  ): Expr {
    const [variable = '', second] = variables;
    return { kind: 'comprehension', at: this.#at, range, variable, second, accumulator, ...parts };
  }
}

/** The names of a macro's variables. */
function variablesOf(args: readonly Expr[]): readonly string[] {
  const names = args.map((arg) => {
    if (arg.kind !== 'ident') throw new SyntaxIssue(arg.at, 'argument must be a simple name');
    if (arg.name === accumulator || arg.name === '__result__') {
      throw new SyntaxIssue(arg.at, 'iteration variable overwrites accumulator variable');
    }
    return arg.name;
  });
  if (names.length === 2 && names[0] === names[1]) {
    throw new SyntaxIssue(args[1]?.at ?? 0, `duplicate variable name: ${names[1]}`);
  }
  return names;
}

/** A macro over a range whose last arguments are expressions over the variables before them. */
function foldMacro(
  name: string,
  arity: number,
  variables: number,
  parts: (
    write: MacroWriter,
    args: readonly Expr[],
  ) => Pick<ComprehensionNode, 'init' | 'condition' | 'step' | 'result'>,
): Macro {
  return {
    name,
    arity,
    member: true,
    expand: ({ at, target, args }) => {
      const write = new MacroWriter(at);
      const names = variablesOf(args.slice(0, variables));
      return write.fold(target as Expr, names, parts(write, args.slice(variables)));
    },
  };
}

const all = (name: string, variables: number): Macro =>
  foldMacro(name, variables + 1, variables, (write, [predicate]) => ({
    init: write.literal(true),
    condition: write.call('@not_strictly_false', write.result),
    step: write.call('_&&_', write.result, predicate as Expr),
    result: write.result,
  }));

const exists = (name: string, variables: number): Macro =>
  foldMacro(name, variables + 1, variables, (write, [predicate]) => ({
    init: write.literal(false),
    condition: write.call('@not_strictly_false', write.call('!_', write.result)),
    step: write.call('_||_', write.result, predicate as Expr),
    result: write.result,
  }));

const existsOne = (name: string, variables: number): Macro =>
  foldMacro(name, variables + 1, variables, (write, [predicate]) => ({
    init: write.literal(0n),
    condition: write.literal(true),
    step: write.call('_?_:_', predicate as Expr, write.call('_+_', write.result, write.literal(1n)), write.result),
    result: write.call('_==_', write.result, write.literal(1n)),
  }));

/** Collects a list, of what passes where a filter is given. */
const collect = (name: string, variables: number, filtered: boolean): Macro =>
  foldMacro(name, variables + 1 + (filtered ? 1 : 0), variables, (write, args) => {
    const [filter, value] = filtered ? args : [undefined, args[0]];
    const added = write.call('_+_', write.result, write.list(value as Expr));
    return {
      init: write.list(),
      condition: write.literal(true),
      step: filter === undefined ? added : write.call('_?_:_', filter, added, write.result),
      result: write.result,
    };
  });

const filter: Macro = {
  name: 'filter',
  arity: 2,
  member: true,
  expand: (call) => collect('filter', 1, true).expand({ ...call, args: [...call.args, call.args[0] as Expr] }),
};

const has: Macro = {
  name: 'has',
  arity: 1,
  member: false,
  expand: ({ at, args }) => {
    const [arg] = args;
    if (arg?.kind !== 'select') throw new SyntaxIssue(arg?.at ?? at, 'invalid argument to has() macro');
    return { ...arg, at, test: true };
  },
};

/** `has`, `all`, `exists`, `exists_one`, `map` and `filter`. */
export const standardMacros: readonly Macro[] = [
  has,
  all('all', 1),
  exists('exists', 1),
  existsOne('exists_one', 1),
  existsOne('existsOne', 1),
  collect('map', 1, false),
  collect('map', 1, true),
  filter,
];

const transformMap = (arity: number, filtered: boolean, entry: boolean): Macro =>
  foldMacro(entry ? 'transformMapEntry' : 'transformMap', arity, 2, (write, args) => {
    const [condition, value] = filtered ? args : [undefined, args[0]];
    const inserted = write.call('cel.@mapInsert', write.result, value as Expr);
    return {
      init: write.emptyMap(),
      condition: write.literal(true),
      step: condition === undefined ? inserted : write.call('_?_:_', condition, inserted, write.result),
      result: write.result,
    };
  });

/** `transformMap` keeps the key, which is the macro's first variable. */
const keepingKey = (macro: Macro): Macro => ({
  ...macro,
  expand: (call) => {
    const expanded = macro.expand(call);
    const [key] = call.args;
    if (expanded?.kind !== 'comprehension' || key === undefined) return expanded;
    const insert = (step: Expr): Expr => {
      if (step.kind !== 'call') return step;
      if (step.name === 'cel.@mapInsert') {
        const [map, value] = step.args as [Expr, Expr];
        return { ...step, args: [map, key, value] };
      }
      return { ...step, args: step.args.map(insert) };
    };
    const { step } = expanded;
    if (step.kind !== 'call' || step.name !== '_?_:_') return { ...expanded, step: insert(step) };
    const [condition, added, kept] = step.args as [Expr, Expr, Expr];
    return { ...expanded, step: { ...step, args: [condition, insert(added), kept] } };
  },
});

/** The macros with two variables: index or key, and value (cel-go v0.26.0, ext/comprehensions.go). */
export const twoVariableMacros: readonly Macro[] = [
  all('all', 2),
  exists('exists', 2),
  existsOne('existsOne', 2),
  existsOne('exists_one', 2),
  collect('transformList', 2, false),
  collect('transformList', 2, true),
  keepingKey(transformMap(3, false, false)),
  keepingKey(transformMap(4, true, false)),
  transformMap(3, false, true),
  transformMap(4, true, true),
];

/** `cel.bind(name, value, expression)` (cel-go v0.26.0, ext/bindings.go). */
export const bindMacro: Macro = {
  name: 'bind',
  arity: 3,
  member: true,
  expand: ({ at, target, args }) => {
    const [variable, init, result] = args as [Expr, Expr, Expr];
    if (target?.kind !== 'ident' || target.name !== 'cel') return undefined;
    if (variable.kind !== 'ident') {
      throw new SyntaxIssue(variable.at, 'cel.bind() variable names must be simple identifiers');
    }
    return bind(at, variable.name, init, result);
  },
};

/** `result` with the variable `name` standing for `init`. */
export function bind(at: number, name: string, init: Expr, result: Expr): Expr {
  const write = new MacroWriter(at);
  return {
    kind: 'comprehension',
    at,
    range: write.list(),
    variable: '#unused',
    second: undefined,
    accumulator: name,
    init,
    condition: write.literal(false),
    step: write.ident(name),
    result,
  };
}

const optionalMap = (name: string, wrap: (write: MacroWriter, value: Expr) => Expr): Macro => ({
  name,
  arity: 2,
  member: true,
  expand: ({ at, target, args }) => {
    const [variable, value] = args as [Expr, Expr];
    if (variable.kind !== 'ident')
      throw new SyntaxIssue(variable.at, `${name}() variable name must be a simple identifier`);
    const write = new MacroWriter(at);
    const bound = bind(at, variable.name, write.member(target as Expr, 'value'), value);
    const none = write.call('optional.none');
    return write.call('_?_:_', write.member(target as Expr, 'hasValue'), wrap(write, bound), none);
  },
});

/** `optMap` and `optFlatMap` (cel-go v0.26.0, cel/library.go). */
export const optionalMacros: readonly Macro[] = [
  optionalMap('optMap', (write, value) => write.call('optional.of', value)),
  optionalMap('optFlatMap', (_write, value) => value),
];
