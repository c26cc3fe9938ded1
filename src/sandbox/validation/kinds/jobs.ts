import { type Json, type JsonObject, objectAt, objectsAt, textAt, textMapAt } from '../../../base/index.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { matchesLabels, requirementsOf, SelectorError } from '../../selectors/label-selector.ts';
import { domainPathProblems, qualifiedNameProblems } from '../names.ts';
import { given, isEmpty, number, oneOf, type Rule, text } from '../rules.ts';
import { labelSelector } from '../selectors.ts';

const indexedLimit = 100_000;

/** What is wrong with the numbers and policies of a Job (kubernetes 1.36, pkg/apis/batch/validation validateJobSpec). */
export function jobSpecErrors(spec: JsonObject, path: string): FieldError[] {
  const mode = textAt(spec, 'completionMode');
  const isIndexed = mode === 'Indexed';
  const { completions, parallelism, backoffLimitPerIndex: perIndex, maxFailedIndexes: failed } = spec;
  const errors: FieldError[] = numbers.flatMap((field) => {
    const value = spec[field];
    return typeof value === 'number' && value < 0
      ? [invalid(`${path}.${field}`, value, 'must be greater than or equal to 0')]
      : [];
  });
  if (typeof failed === 'number' && perIndex === undefined) {
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  const over = (detail: string): FieldError => invalid(`${path}.maxFailedIndexes`, failed, detail);
  if (typeof failed === 'number' && typeof completions === 'number' && failed > completions) {
    errors.push(over('must be less than or equal to completions'));
  }
  errors.push(...text(domainPathProblems)(spec['managedBy'], `${path}.managedBy`));
  errors.push(...given(oneOf('NonIndexed', 'Indexed'))(spec['completionMode'], `${path}.completionMode`));
  if (isIndexed) {
    if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
    if (typeof parallelism === 'number' && parallelism > indexedLimit) {
      const why = `must be less than or equal to ${indexedLimit} when completion mode is Indexed`;
      errors.push(invalid(`${path}.parallelism`, parallelism, why));
    }
  }
  if (!isIndexed && perIndex !== undefined) {
    errors.push(invalid(`${path}.backoffLimitPerIndex`, perIndex, 'requires indexed completion mode'));
  }
  return errors;
}

const numbers = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];

/** What is wrong with the policies of a Job, which follow its template. */
export function jobPolicyErrors(spec: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (spec['podFailurePolicy'] !== undefined) {
    const rules = objectsAt(spec, 'podFailurePolicy', 'rules');
    errors.push(...rules.flatMap((rule, index) => failureRule(rule, spec, `${path}.podFailurePolicy.rules[${index}]`)));
  }
  if (spec['successPolicy'] !== undefined) errors.push(...successErrors(spec, `${path}.successPolicy`));
  errors.push(
    ...given(oneOf('Failed', 'TerminatingOrFailed'))(spec['podReplacementPolicy'], `${path}.podReplacementPolicy`),
  );
  return errors;
}

function failureRule(rule: JsonObject, spec: JsonObject, path: string): FieldError[] {
  const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
  const action = textAt(rule, 'action');
  const errors: FieldError[] = [];
  if (action === '')
    errors.push(required(`${path}.action`, `valid values: ${actions.map((name) => JSON.stringify(name)).join(', ')}`));
  else if (!actions.includes(action)) errors.push(notSupported(`${path}.action`, action, actions));
  else if (action === 'FailIndex' && spec['backoffLimitPerIndex'] === undefined) {
    errors.push(invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  }
  const codes = rule['onExitCodes'];
  const conditions = objectsAt(rule, 'onPodConditions');
  if (codes !== undefined) errors.push(...exitCodeErrors(objectAt(codes), spec, `${path}.onExitCodes`));
  errors.push(
    ...conditions.flatMap((condition, index) => {
      const at = `${path}.onPodConditions[${index}]`;
      const type = textAt(condition, 'type');
      return [
        ...qualifiedNameProblems(type).map((problem) => invalid(`${at}.type`, type, problem)),
        ...oneOf('False', 'True', 'Unknown')(condition['status'], `${at}.status`),
      ];
    }),
  );
  const plain = (detail: string): FieldError => ({
    reason: 'FieldValueInvalid',
    field: path,
    message: `Invalid value: ${detail}`,
  });
  if (codes !== undefined && conditions.length > 0) {
    errors.push(plain('specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (codes === undefined && conditions.length === 0) {
    errors.push(plain('specifying one of OnExitCodes and OnPodConditions is required'));
  }
  return errors;
}

function exitCodeErrors(codes: JsonObject, spec: JsonObject, path: string): FieldError[] {
  const operator = textAt(codes, 'operator');
  const errors: FieldError[] = [...oneOf('In', 'NotIn')(operator, `${path}.operator`)];
  const name = codes['containerName'];
  const template = objectAt(spec, 'template', 'spec');
  const known = [...objectsAt(template, 'containers'), ...objectsAt(template, 'initContainers')].map((container) =>
    textAt(container, 'name'),
  );
  if (typeof name === 'string' && !known.includes(name)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(`${path}.containerName`, name, why));
  }
  const values: readonly Json[] = Array.isArray(codes['values']) ? codes['values'] : [];
  if (values.length === 0) errors.push(invalid(`${path}.values`, [], 'at least one value is required'));
  for (const [index, value] of values.entries()) {
    const at = `${path}.values[${index}]`;
    if (operator === 'In' && value === 0) errors.push(invalid(at, value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < index) errors.push(duplicate(at, value));
  }
  return errors;
}

function successErrors(spec: JsonObject, path: string): FieldError[] {
  const rules = objectsAt(spec, 'successPolicy', 'rules');
  if (spec['completionMode'] !== 'Indexed') {
    return [invalid(path, { Rules: [...rules] }, 'requires indexed completion mode')];
  }
  if (rules.length === 0)
    return [required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified')];
  const total = typeof spec['completions'] === 'number' ? spec['completions'] : 0;
  return rules.flatMap((rule, index) => {
    const at = `${path}.rules[${index}]`;
    const { succeededCount: count, succeededIndexes: indexes } = rule;
    if (count === undefined && indexes === undefined) {
      return [required(at, 'at least one of succeededCount or succeededIndexes must be specified')];
    }
    const errors: FieldError[] = [];
    const bad = typeof indexes === 'string' ? indexes.split(/[,-]/).find((part) => !/^\d+$/.test(part)) : undefined;
    if (bad !== undefined) {
      const why = `error parsing succeededIndexes: cannot convert string to integer for index: ${JSON.stringify(bad)}`;
      errors.push(invalid(`${at}.succeededIndexes`, indexes, why));
    }
    const most = `must be less than or equal to ${total} (the number of specified completions)`;
    errors.push(...number((value) => value <= total, most)(count, `${at}.succeededCount`));
    return errors;
  });
}

/** What is wrong with how a Job finds its pods: by itself, or by hand. */
export function jobSelectionErrors(spec: JsonObject, generated: string): FieldError[] {
  const { selector } = spec;
  const errors: FieldError[] = [];
  if (isEmpty(selector)) errors.push(required('spec.selector'));
  else errors.push(...labelSelector(selector, 'spec.selector'));
  const wanted = textMapAt(selector, 'matchLabels')['batch.kubernetes.io/controller-uid'];
  const onlyOurs = Object.keys(textMapAt(selector, 'matchLabels')).length === 1 && wanted === generated;
  if (spec['manualSelector'] !== true && !isEmpty(selector) && !onlyOurs) {
    errors.push(invalid('spec.selector', selector, '`selector` not auto-generated'));
  }
  const labels = textMapAt(spec, 'template', 'metadata', 'labels');
  if (!selects(selector, labels)) {
    const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const shown = sorted.length === 0 ? null : Object.fromEntries(sorted);
    errors.push(invalid('spec.template.metadata.labels', shown, '`selector` does not match template `labels`'));
  }
  return errors;
}

function selects(selector: Json | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (isEmpty(selector)) return false;
  try {
    const requirements = requirementsOf(selector);
    return requirements !== undefined && matchesLabels(requirements, labels);
  } catch (error) {
    if (error instanceof SelectorError) return true;
    throw error;
  }
}

/** A Job's template must not be restarted where a policy looks at how its pods fail. */
export const failurePolicyRestart: Rule = (spec, path) => {
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy');
  if (objectAt(spec)['podFailurePolicy'] === undefined || policy === 'Never' || policy !== 'OnFailure') return [];
  const why = 'only "Never" is supported when podFailurePolicy is specified';
  return [invalid(`${path}.template.spec.restartPolicy`, policy, why)];
};
