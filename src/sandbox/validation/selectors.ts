import { type Json, objectsAt, textAt, textMapAt, textsAt } from '../../base/index.ts';
import { type FieldError, forbiddenField, invalid, required } from '../machinery/field-error.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';
import { labelErrors } from './object-meta.ts';
import { given, on, type Rule } from './rules.ts';

/** What is wrong with a label selector (apimachinery 0.36, meta/v1/validation ValidateLabelSelector). */
export const labelSelector: Rule = given(
  on((selector, path) => [
    ...labelErrors(textMapAt(selector, 'matchLabels'), `${path}.matchLabels`),
    ...objectsAt(selector, 'matchExpressions').flatMap((requirement, index) =>
      requirementErrors(requirement, `${path}.matchExpressions[${index}]`),
    ),
  ]),
);

function requirementErrors(requirement: Json, path: string): FieldError[] {
  const operator = textAt(requirement, 'operator');
  const values = textsAt(requirement, 'values');
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      const text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push(forbiddenField(`${path}.values`, text));
    }
  } else {
    errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  }
  const key = textAt(requirement, 'key');
  errors.push(...qualifiedNameProblems(key).map((problem) => invalid(`${path}.key`, key, problem)));
  for (const [index, value] of values.entries()) {
    errors.push(...labelValueProblems(value).map((problem) => invalid(`${path}.values[${index}]`, value, problem)));
  }
  return errors;
}

/** What is wrong with a term that selects nodes (core/validation ValidateNodeSelectorTerm). */
export const nodeSelectorTerm: Rule = on((term, path) =>
  objectsAt(term, 'matchExpressions').flatMap((requirement, index) =>
    nodeRequirementErrors(requirement, `${path}.matchExpressions[${index}]`),
  ),
);

function nodeRequirementErrors(requirement: Json, path: string): FieldError[] {
  const operator = textAt(requirement, 'operator');
  const values = textsAt(requirement, 'values');
  if (operator !== 'Gt' && operator !== 'Lt') return requirementErrors(requirement, path);
  const key = textAt(requirement, 'key');
  return [
    ...(values.length === 1
      ? []
      : [required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")]),
    ...qualifiedNameProblems(key).map((problem) => invalid(`${path}.key`, key, problem)),
  ];
}

/** What is wrong with the terms that select nodes. */
export const nodeSelector: Rule = given(
  on((selector, path) => {
    const terms = objectsAt(selector, 'nodeSelectorTerms');
    const at = `${path}.nodeSelectorTerms`;
    if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
    return terms.flatMap((term, index) => nodeSelectorTerm(term, `${at}[${index}]`));
  }),
);
