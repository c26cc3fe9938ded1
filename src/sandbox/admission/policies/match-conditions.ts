import { isJsonObject, type JsonObject, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { type CelValue, types } from '../../../lang/index.ts';
import { compileExpression, type CompiledExpression, ExpressionRun, requestEnvironment } from './expressions.ts';

/** What conditions say: whether the rest is to be asked, or a problem for who fails closed. */
export type Matched = { readonly matches: boolean } | { readonly problem: string };

const conditionBudget = 2_500_000;
const compiled = new WeakMap<JsonObject, readonly CompiledExpression[]>();

/**
 * Asks the match conditions of a policy or a webhook (apiserver v0.36.3, pkg/admission/plugin/webhook/matchconditions): one that is
 * false decides, whatever else fails.
 */
export function matchConditions(owner: JsonObject, values: Readonly<Record<string, CelValue>>): Matched {
  const expressions = compiledConditions(owner);
  if (expressions.length === 0) return { matches: true };
  const run = new ExpressionRun(values, [], conditionBudget);
  const problems: string[] = [];
  for (const expression of expressions) {
    const outcome = run.run(expression);
    if (!outcome.ok) problems.push(outcome.problem);
    else if (outcome.value === false) return { matches: false };
  }
  if (problems.length === 0) return { matches: true };
  return { problem: problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]` };
}

function compiledConditions(owner: JsonObject): readonly CompiledExpression[] {
  const known = compiled.get(owner);
  if (known !== undefined) return known;
  const environment = requestEnvironment('paramKind' in owner);
  const made = objectsAt(owner, 'matchConditions').map((condition) =>
    compileExpression(environment, textAt(condition, 'expression'), [types.bool]),
  );
  compiled.set(owner, made);
  return made;
}

/** The spec of an object. */
export function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object['spec']) ? object['spec'] : {};
}
