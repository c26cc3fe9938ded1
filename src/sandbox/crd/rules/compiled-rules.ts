import {
  type CelEnvironment,
  type CelProgram,
  createCelEnvironment,
  kubernetesEnvironment,
  namesVariable,
  optionalOf,
} from '../../../lang/index.ts';
import type { StructuralSchema, ValidationRule } from '../../../schema/index.ts';
import { type DeclaredType, declaredType } from './declared-type.ts';

/** A rule that is ready to run, or what is wrong with it. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined for an empty rule, and for a wrong one. */
  readonly program?: CelProgram;
  readonly problem?: string;
  readonly usesOldSelf: boolean;
  readonly message?: CelProgram;
  readonly messageProblem?: string;
}

const base = createCelEnvironment(kubernetesEnvironment);
const compiled = new WeakMap<StructuralSchema, readonly CompiledRule[]>();

/**
 * The rules of a schema over the values of `node`, which is the schema itself but for parts of `allOf`
 * (apiextensions-apiserver v0.36.3, pkg/apiserver/schema/cel/compilation.go). They are compiled once.
 */
export function compiledRules(
  schema: StructuralSchema,
  node: StructuralSchema,
  root: boolean,
): readonly CompiledRule[] {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const rules = schema['x-kubernetes-validations'] ?? [];
  const self = rules.length === 0 ? undefined : declaredType(node, root);
  const made = self === undefined ? [] : rules.map((rule) => compileRule(rule, self));
  compiled.set(schema, made);
  return made;
}

function compileRule(rule: ValidationRule, self: DeclaredType): CompiledRule {
  if (rule.rule.trim() === '') return { rule, usesOldSelf: false };
  const oldSelf = rule.optionalOldSelf === true ? optionalOf(self.type) : self.type;
  const environment = base.extend({ variables: { self: self.type, oldSelf } });
  const result = environment.compile(rule.rule);
  if (!result.ok) return { rule, usesOldSelf: false, problem: `compilation failed: ${result.text}` };
  const { program } = result;
  const usesOldSelf = namesVariable(program.tree, 'oldSelf');
  if (program.type.kind !== 'bool') return { rule, usesOldSelf, problem: 'cel expression must evaluate to a bool' };
  return { rule, program, usesOldSelf, ...compileMessage(rule, environment) };
}

function compileMessage(
  { messageExpression }: ValidationRule,
  environment: CelEnvironment,
): Pick<CompiledRule, 'message' | 'messageProblem'> {
  if (messageExpression === undefined || messageExpression === '') return {};
  const result = environment.compile(messageExpression);
  if (!result.ok) return { messageProblem: `messageExpression compilation failed: ${result.text}` };
  if (result.program.type.kind !== 'string') return { messageProblem: 'messageExpression must evaluate to a string' };
  return { message: result.program };
}
