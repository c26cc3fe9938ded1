import {
  type CelEnvironment,
  CelError,
  CelMap,
  type CelProgram,
  type CelValue,
  createCelEnvironment,
  formatType,
  kubernetesEnvironment,
  structType,
  type Type,
  types,
} from '../../../lang/index.ts';
import { authorizerLibrary, authorizerType } from './authorizer-library.ts';
import { requestType } from './request-value.ts';

/** What all runs of one policy for one request may cost together, and each of them. */
const callBudget = 1_000_000;

/** A compiled expression, or why it is none. */
export type CompiledExpression =
  | { readonly ok: true; readonly source: string; readonly program: CelProgram }
  | { readonly ok: false; readonly source: string; readonly problem: string };

/** An expression with a name: variables of a policy. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: CompiledExpression;
}

const variables = {
  object: types.dyn,
  oldObject: types.dyn,
  request: requestType,
  namespaceObject: types.dyn,
  authorizer: authorizerType,
  'authorizer.requestResource': types.dyn,
};
const { libraries = [], ...settings } = kubernetesEnvironment;
const plain = createCelEnvironment({ ...settings, libraries: [...libraries, authorizerLibrary], variables });
const withParams = plain.extend({ variables: { params: types.dyn } });

/** The environment of expressions over a request (apiserver v0.36.3, pkg/admission/plugin/cel/compile.go). */
export function requestEnvironment(hasParams: boolean): CelEnvironment {
  return hasParams ? withParams : plain;
}

/** Compiles an expression that must give one of the types. */
export function compileExpression(
  environment: CelEnvironment,
  source: string,
  wanted: readonly Type[],
): CompiledExpression {
  const result = environment.compile(source);
  if (!result.ok) return { ok: false, source, problem: `compilation failed: ${result.text}` };
  const { program } = result;
  if (wanted.length === 0 || wanted.some(({ kind }) => kind === program.type.kind))
    return { ok: true, source, program };
  const names = wanted.map(({ kind }) => kind);
  const what = names.length === 1 ? names[0] : `one of [${names.join(' ')}]`;
  const problem = `must evaluate to ${what} but got ${formatType(program.type)}`;
  return { ok: false, source, problem };
}

/** Compiles the variables of a policy one after the other: each may name those before it. */
export function compileVariables(
  environment: CelEnvironment,
  listed: readonly { readonly name: string; readonly source: string }[],
): { readonly named: readonly NamedExpression[]; readonly environment: CelEnvironment } {
  const named: NamedExpression[] = [];
  let current = environment;
  const known = new Map<string, Type>();
  for (const { name, source } of listed) {
    const expression = compileExpression(current, source, []);
    named.push({ name, expression });
    known.set(name, expression.ok ? expression.program.type : types.dyn);
    const fields = new Map(known);
    const type = structType('kubernetes.variables', (field) => fields.get(field));
    current = environment.extend({ variables: { variables: type } });
  }
  return { named, environment: current };
}

/** How an expression ended. */
export type Outcome =
  | { readonly ok: true; readonly value: CelValue }
  | { readonly ok: false; readonly problem: string };

/** Runs the expressions of one policy over one request: variables are found once, when they are first named, and the budget is shared. */
export class ExpressionRun {
  readonly #values: Readonly<Record<string, CelValue>>;
  #budget: number;

  constructor(values: Readonly<Record<string, CelValue>>, named: readonly NamedExpression[], budget: number) {
    this.#budget = budget;
    const found = new Map<string, CelValue>();
    const get = (key: CelValue): CelValue | undefined => {
      if (typeof key !== 'string') return undefined;
      const name = key;
      const known = found.get(name);
      if (known !== undefined) return known;
      const entry = named.find((one) => one.name === name);
      if (entry === undefined) return undefined;
      const outcome = this.run(entry.expression);
      if (!outcome.ok) {
        throw new CelError(
          'evaluation',
          `composited variable ${JSON.stringify(name)} fails to evaluate: ${outcome.problem}`,
        );
      }
      found.set(name, outcome.value);
      return outcome.value;
    };
    const source = { size: named.length, get, keys: () => named.map(({ name }) => name) };
    this.#values = { ...values, variables: new CelMap(source, structType('kubernetes.variables')) };
  }

  run(expression: CompiledExpression): Outcome {
    if (!expression.ok) return { ok: false, problem: `compilation error: ${expression.problem}` };
    const outcome = expression.program.evaluate(this.#values, { costLimit: Math.min(callBudget, this.#budget) });
    this.#budget -= outcome.cost;
    if (outcome.ok) return outcome;
    if (outcome.error.code === 'cost-exceeded') {
      const problem = 'validation failed due to running out of cost budget, no further validation rules will be run';
      return { ok: false, problem };
    }
    return { ok: false, problem: `expression '${expression.source}' resulted in error: ${outcome.error.message}` };
  }
}
