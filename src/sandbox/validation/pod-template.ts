import { type JsonObject, type KubeObject, numberAt, objectAt, textAt, textMapAt } from '../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../machinery/field-error.ts';
import { matchesLabels, requirementsOf, SelectorError } from '../selectors/label-selector.ts';
import { annotationErrors, labelErrors } from './object-meta.ts';
import { podSpecErrors } from './pod-spec.ts';

/** What is wrong with a template of pods at `path`. */
export function templateErrors(template: JsonObject, path: string): FieldError[] {
  return [
    ...labelErrors(textMapAt(template, 'metadata', 'labels'), `${path}.metadata.labels`),
    ...annotationErrors(textMapAt(template, 'metadata', 'annotations'), `${path}.metadata.annotations`),
    ...podSpecErrors(objectAt(template, 'spec'), `${path}.spec`),
  ];
}

/**
 * What is wrong with the selector and the template of a workload whose pods never end; `kind` names it in texts, as in `empty
 * selector is invalid for deployment`.
 */
export function workloadErrors(object: KubeObject, kind: string): FieldError[] {
  const spec = objectAt(object, 'spec');
  const selector = spec['selector'];
  const template = objectAt(spec, 'template');
  const errors: FieldError[] = [];
  if (selector === undefined || selector === null) {
    errors.push(required('spec.selector'));
  } else if (isEmptySelector(objectAt(spec, 'selector'))) {
    errors.push(invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  }
  errors.push(...selectionErrors(spec, template));
  errors.push(...templateErrors(template, 'spec.template'));
  const restartPolicy = textAt(template, 'spec', 'restartPolicy');
  if (restartPolicy !== 'Always' && restartPolicy !== '') {
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  }
  if (objectAt(template, 'spec')['activeDeadlineSeconds'] !== undefined) {
    const text = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', text));
  }
  return errors;
}

/** Numbers of the spec that must not be negative. */
export function nonNegativeErrors(object: KubeObject, fields: readonly string[]): FieldError[] {
  return fields.flatMap((field) => {
    const value = numberAt(object, ['spec', field]);
    return value < 0 ? [invalid(`spec.${field}`, value, 'must be greater than or equal to 0')] : [];
  });
}

function selectionErrors(spec: JsonObject, template: JsonObject): FieldError[] {
  const labels = objectAt(template, 'metadata')['labels'];
  const mismatch = invalid(
    'spec.template.metadata.labels',
    labels ?? null,
    '`selector` does not match template `labels`',
  );
  try {
    const requirements = requirementsOf(spec['selector']);
    if (requirements === undefined) return [mismatch];
    return matchesLabels(requirements, textMapAt(template, 'metadata', 'labels')) ? [] : [mismatch];
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return [invalid('spec.selector', spec['selector'], 'invalid label selector')];
  }
}

function isEmptySelector(selector: JsonObject): boolean {
  const expressions = selector['matchExpressions'];
  const count = Array.isArray(expressions) ? expressions.length : 0;
  return Object.keys(objectAt(selector, 'matchLabels')).length + count === 0;
}
