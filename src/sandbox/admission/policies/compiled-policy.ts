import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { type CelEnvironment, types } from '../../../lang/index.ts';
import {
  compileExpression,
  type CompiledExpression,
  compileVariables,
  type NamedExpression,
  requestEnvironment,
} from './expressions.ts';
import { specOf } from './match-conditions.ts';

/** One validation of a policy. */
export interface CompiledValidation {
  readonly expression: CompiledExpression;
  readonly message: string;
  readonly messageExpression: CompiledExpression | undefined;
  readonly reason: string;
}

/** One audit annotation of a policy. */
export interface CompiledAnnotation {
  readonly key: string;
  readonly expression: CompiledExpression;
}

/** A ValidatingAdmissionPolicy that is ready to run. */
export interface CompiledPolicy {
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly CompiledValidation[];
  readonly annotations: readonly CompiledAnnotation[];
}

const compiled = new WeakMap<KubeObject, CompiledPolicy>();

/** Compiles a policy, once for each state of it. */
export function compilePolicy(policy: KubeObject): CompiledPolicy {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const spec = specOf(policy);
  const listed = objectsAt(spec, 'variables').map((entry) => ({
    name: textAt(entry, 'name'),
    source: textAt(entry, 'expression'),
  }));
  const { named, environment } = compileVariables(requestEnvironment(spec['paramKind'] !== undefined), listed);
  const made = {
    variables: named,
    validations: objectsAt(spec, 'validations').map((entry) => ({
      expression: compileExpression(environment, textAt(entry, 'expression'), [types.bool]),
      message: textAt(entry, 'message'),
      messageExpression: optional(environment, textAt(entry, 'messageExpression')),
      reason: textAt(entry, 'reason'),
    })),
    annotations: objectsAt(spec, 'auditAnnotations').map((entry) => ({
      key: textAt(entry, 'key'),
      expression: compileExpression(environment, textAt(entry, 'valueExpression'), [types.string, types.null]),
    })),
  };
  compiled.set(policy, made);
  return made;
}

function optional(environment: CelEnvironment, source: string): CompiledExpression | undefined {
  return source === '' ? undefined : compileExpression(environment, source, [types.string]);
}
