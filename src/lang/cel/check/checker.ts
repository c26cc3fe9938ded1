import type { FunctionDeclaration } from '../functions.ts';
import {
  type CallNode,
  type ComprehensionNode,
  type Expr,
  type Issue,
  type ListNode,
  type MapNode,
  qualifiedName,
  type SelectNode,
} from '../syntax/index.ts';
import { formatType, listOf, mapOf, optionalOf, paramType, sameType, type Type, types } from '../types.ts';
import { literalArgumentIssues } from './literal-arguments.ts';
import { literalType } from './literal-type.ts';
import { assignAll, isDyn, isLessSpecific, substitute, type Substitutions, unwrapOptional } from './unify.ts';

/** What an expression may name. */
export interface Declarations {
  readonly variable: (name: string) => Type | undefined;
  readonly func: (name: string) => FunctionDeclaration | undefined;
  /** The package that names are looked up in first. */
  readonly container: string;
  /**
   * Whether items of a list, and values of a map, must be of one type, but for what `format` is given; and whether durations, timestamps
   * and patterns that stand there as texts must be some.
   */
  readonly strictLiterals: boolean;
}

/** What the checker found. */
export interface Checked {
  readonly type: Type;
  readonly issues: readonly Issue[];
}

/**
 * Gives every node its type, and every name and call what it stands for, in the tree itself (cel-go v0.26.0, checker/checker.go).
 */
export function check(expr: Expr, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  checker.check(expr);
  const type = checker.close(expr);
  const isChecked = declarations.strictLiterals && checker.issues.length === 0;
  return { type, issues: isChecked ? literalArgumentIssues(expr) : checker.issues };
}

/** Names that a name may stand for, the innermost package first. */
export function candidates(container: string, name: string): readonly string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const found: string[] = [];
  for (let scope = container; scope !== ''; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
    found.push(`${scope}.${name}`);
  }
  return [...found, name];
}

class Checker {
  readonly issues: Issue[] = [];
  readonly #declarations: Declarations;
  readonly #scopes: Map<string, Type>[] = [];
  readonly #nodes: Expr[] = [];
  #known: Substitutions = new Map();
  #params = 0;
  /** How many calls of `format` are around. */
  #mixed = 0;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  /** Replaces what is left of type parameters, in every node. */
  close(root: Expr): Type {
    for (const node of this.#nodes) if (node.type !== undefined) node.type = substitute(this.#known, node.type, true);
    return root.type ?? types.dyn;
  }

  check(expr: Expr): Type {
    const type = this.#typeOf(expr);
    expr.type = type;
    this.#nodes.push(expr);
    return type;
  }

  #report(at: number, message: string): void {
    if (this.issues.length < 100) this.issues.push({ at, message });
  }

  #typeOf(expr: Expr): Type {
    switch (expr.kind) {
      case 'literal':
        return literalType(expr.value);
      case 'ident':
        return this.#ident(expr.at, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        for (const { value } of expr.fields) this.check(value);
        return this.#undeclared(expr.at, expr.name);
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  #lookup(name: string): { readonly name: string; readonly type: Type } | undefined {
    if (!name.startsWith('.')) {
      for (let at = this.#scopes.length - 1; at >= 0; at -= 1) {
        const type = this.#scopes[at]?.get(name);
        if (type !== undefined) return { name, type };
      }
    }
    for (const candidate of candidates(this.#declarations.container, name)) {
      const type = this.#declarations.variable(candidate);
      if (type !== undefined) return { name: candidate, type };
    }
    return undefined;
  }

  #ident(at: number, name: string): Type {
    return this.#lookup(name)?.type ?? this.#undeclared(at, name);
  }

  #undeclared(at: number, name: string): Type {
    this.#report(
      at,
      `undeclared reference to '${name.replace(/^\./, '')}' (in container '${this.#declarations.container}')`,
    );
    return types.error;
  }

  #select(expr: SelectNode): Type {
    const name = qualifiedName(expr);
    const root = name?.replace(/^\./, '').split('.')[0] ?? '';
    const isLocal = this.#scopes.some((scope) => scope.has(root));
    const variable = name === undefined || isLocal ? undefined : this.#lookup(name);
    if (variable !== undefined) {
      expr.resolved = variable.name;
      return variable.type;
    }
    const type = this.#field(expr.at, this.check(expr.operand), expr.field, false);
    return expr.test ? types.bool : type;
  }

  #field(at: number, operand: Type, field: string, optional: boolean): Type {
    const [target, isOptional] = unwrapOptional(substitute(this.#known, operand, false));
    const type = this.#plainField(at, target, field);
    return isOptional || optional ? optionalOf(type) : type;
  }

  #plainField(at: number, target: Type, field: string): Type {
    if (target.kind === 'map') return target.params[1] ?? types.dyn;
    if (target.kind === 'struct') {
      const type = target.field?.(field);
      if (type !== undefined) return type;
      this.#report(at, `undefined field '${field}'`);
      return types.error;
    }
    if (target.kind === 'param') this.#assign([types.dyn], [target]);
    else if (!isDyn(target) && target.kind !== 'error') {
      this.#report(at, `type '${formatType(target)}' does not support field selection`);
    }
    return types.dyn;
  }

  #assign(from: readonly Type[], to: readonly Type[]): boolean {
    const found = assignAll(this.#known, from, to);
    if (found !== undefined) this.#known = found;
    return found !== undefined;
  }

  #call(expr: CallNode): Type {
    if (expr.name === '_?._') return this.#optionalSelect(expr);
    const isFormat = expr.name === 'format' && expr.target !== undefined;
    if (isFormat) this.#mixed += 1;
    const args = expr.args.map((arg) => this.check(arg));
    if (isFormat) this.#mixed -= 1;
    const { target } = expr;
    if (target === undefined) {
      const found = this.#function(expr.name);
      return found === undefined ? this.#undeclared(expr.at, expr.name) : this.#resolve(expr, found, undefined, args);
    }
    const prefix = qualifiedName(target);
    const namespaced = prefix === undefined ? undefined : this.#function(`${prefix}.${expr.name}`);
    if (namespaced !== undefined) return this.#resolve(expr, namespaced, undefined, args);
    const type = this.check(target);
    const found = this.#function(expr.name);
    return found === undefined ? this.#undeclared(expr.at, expr.name) : this.#resolve(expr, found, type, args);
  }

  #function(name: string): FunctionDeclaration | undefined {
    for (const candidate of candidates(this.#declarations.container, name)) {
      const found = this.#declarations.func(candidate);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #optionalSelect(expr: CallNode): Type {
    const [operand, field] = expr.args as [Expr, Expr];
    this.check(field);
    const name = field.kind === 'literal' && typeof field.value === 'string' ? field.value : '';
    return this.#field(expr.at, this.check(operand), name, true);
  }

  #resolve(expr: CallNode, found: FunctionDeclaration, target: Type | undefined, args: readonly Type[]): Type {
    const given = target === undefined ? args : [target, ...args];
    expr.resolved = { name: found.name, member: target !== undefined };
    if (found.name === '_&&_' || found.name === '_||_') return this.#logical(expr, given);
    let result: Type | undefined;
    const fitting: string[] = [];
    for (const overload of found.overloads) {
      if (overload.member !== (target !== undefined)) continue;
      const signature = this.#instantiate([overload.result, ...overload.params]);
      if (!this.#assign(given, signature.slice(1))) continue;
      fitting.push(overload.id);
      const type = substitute(this.#known, signature[0] as Type, false);
      if (result === undefined) result = type;
      else if (!isDyn(result) && !sameType(result, type)) result = types.dyn;
    }
    expr.overloads = fitting;
    if (result !== undefined) return result;
    const [first, ...rest] = given.map((type) => formatType(substitute(this.#known, type, true)));
    const signature =
      target === undefined
        ? `(${[first, ...rest].filter((text) => text !== undefined).join(', ')})`
        : `${first}.(${rest.join(', ')})`;
    this.#report(expr.at, `found no matching overload for '${found.name}' applied to '${signature}'`);
    return types.error;
  }

  #logical(expr: CallNode, given: readonly Type[]): Type {
    let fits = true;
    for (const [index, type] of given.entries()) {
      if (this.#assign([type], [types.bool])) continue;
      fits = false;
      this.#mismatch(expr.args[index]?.at ?? expr.at, types.bool, type);
    }
    return fits ? types.bool : types.error;
  }

  #mismatch(at: number, wanted: Type, found: Type): void {
    this.#report(at, `expected type '${formatType(wanted)}' but found '${formatType(found)}'`);
  }

  /** Fresh parameters for those of a signature. */
  #instantiate(signature: readonly Type[]): readonly Type[] {
    const fresh = new Map<string, Type>();
    const visit = (type: Type): Type => {
      if (type.kind === 'param') {
        const known = fresh.get(type.name) ?? this.#newParam();
        fresh.set(type.name, known);
        return known;
      }
      return type.params.length === 0 ? type : { ...type, params: type.params.map(visit) };
    };
    return signature.map(visit);
  }

  #newParam(): Type {
    this.#params += 1;
    return paramType(`_var${this.#params - 1}`);
  }

  #list(expr: ListNode): Type {
    let joined: Type | undefined;
    for (const { value, optional } of expr.elements) joined = this.#join(value, joined, this.#item(value, optional));
    return listOf(joined ?? this.#newParam());
  }

  #item(value: Expr, optional: boolean): Type {
    const type = this.check(value);
    if (!optional) return type;
    const [inner, isOptional] = unwrapOptional(substitute(this.#known, type, false));
    if (!isOptional && !isDyn(inner)) this.#mismatch(value.at, optionalOf(inner), inner);
    return inner;
  }

  #map(expr: MapNode): Type {
    let keys: Type | undefined;
    let values: Type | undefined;
    for (const { key, value, optional } of expr.entries) {
      keys = this.#join(key, keys, this.check(key));
      values = this.#join(value, values, this.#item(value, optional));
    }
    return mapOf(keys ?? this.#newParam(), values ?? this.#newParam());
  }

  #join(expr: Expr, previous: Type | undefined, type: Type): Type {
    if (previous === undefined) return type;
    if (this.#assign([previous], [type])) return isLessSpecific(previous, type) ? previous : type;
    if (!this.#declarations.strictLiterals || this.#mixed > 0) return types.dyn;
    this.#mismatch(expr.at, previous, type);
    return types.error;
  }

  #comprehension(expr: ComprehensionNode): Type {
    const { range, init, condition, step, result } = expr;
    this.check(range);
    const collected = this.check(init);
    const [first, second] = this.#variables(expr, substitute(this.#known, range.type ?? types.dyn, false));
    this.#scopes.push(new Map([[expr.accumulator, collected]]));
    this.#scopes.push(new Map([[expr.variable, first]]));
    if (expr.second !== undefined) this.#scopes.at(-1)?.set(expr.second, second);
    this.check(condition);
    this.#expect(condition, types.bool);
    this.check(step);
    this.#expect(step, collected);
    this.#scopes.pop();
    const type = this.check(result);
    this.#scopes.pop();
    return substitute(this.#known, type, false);
  }

  #expect(expr: Expr, wanted: Type): void {
    const type = expr.type ?? types.dyn;
    if (!this.#assign([wanted], [type])) this.#mismatch(expr.at, wanted, type);
  }

  #variables({ range, second }: ComprehensionNode, type: Type): readonly [Type, Type] {
    const [key = types.dyn, value = types.dyn] = type.params;
    if (type.kind === 'list') return second === undefined ? [key, types.dyn] : [types.int, key];
    if (type.kind === 'map') return [key, value];
    if (type.kind === 'param') this.#assign([types.dyn], [type]);
    if (['dyn', 'error', 'param'].includes(type.kind)) return [types.dyn, types.dyn];
    const text = `expression of type '${formatType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
    this.#report(range.at, text);
    return [types.error, types.error];
  }
}
