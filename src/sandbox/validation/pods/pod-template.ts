import {
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textMapAt,
} from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { matchesLabels, requirementsOf, SelectorError } from '../../selectors/label-selector.ts';
import { annotationErrors, labelErrors } from '../object-meta.ts';
import { labelSelector } from '../selectors.ts';
import { podSpecErrors } from './pod-spec.ts';

/** What is wrong with a template of pods at `path`. */
export function templateErrors(template: JsonObject, path: string): FieldError[] {
  return [
    ...labelErrors(textMapAt(template, 'metadata', 'labels'), `${path}.labels`),
    ...annotationErrors(textMapAt(template, 'metadata', 'annotations'), `${path}.annotations`),
    ...podSpecErrors(objectAt(template, 'spec'), `${path}.spec`),
    ...(objectsAt(template, 'spec', 'ephemeralContainers').length === 0
      ? []
      : [forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]),
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
  const isDaemon = kind === 'daemonset';
  if (selector === undefined || selector === null) {
    if (!isDaemon) errors.push(required('spec.selector'));
  } else {
    errors.push(...labelSelector(selector, 'spec.selector'));
    if (isEmptySelector(objectAt(spec, 'selector'))) {
      errors.push(invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
    }
  }
  errors.push(...selectionErrors(spec, template));
  errors.push(...templateErrors(template, 'spec.template'));
  const restartPolicy = textAt(template, 'spec', 'restartPolicy');
  if (restartPolicy !== 'Always' && restartPolicy !== '') {
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  }
  if (objectAt(template, 'spec')['activeDeadlineSeconds'] !== undefined) {
    const text = `activeDeadlineSeconds in ${deadlineOwner[kind] ?? 'ReplicaSet'} is not Supported`;
    errors.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', text));
  }
  return errors;
}

const deadlineOwner: Readonly<Record<string, string>> = { statefulset: 'StatefulSet', daemonset: 'DaemonSet' };

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
  const unreadable = invalid('spec.selector', spec['selector'], 'invalid label selector');
  if (labelSelector(spec['selector'], '').length > 0) return [unreadable];
  try {
    const requirements = requirementsOf(spec['selector']);
    if (requirements === undefined) return [mismatch];
    return matchesLabels(requirements, textMapAt(template, 'metadata', 'labels')) ? [] : [mismatch];
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return [unreadable];
  }
}

function isEmptySelector(selector: JsonObject): boolean {
  const expressions = selector['matchExpressions'];
  const count = Array.isArray(expressions) ? expressions.length : 0;
  return Object.keys(objectAt(selector, 'matchLabels')).length + count === 0;
}

/** What is wrong with a ReplicationController (kubernetes 1.36, pkg/apis/core/validation ValidateReplicationControllerSpec). */
export function replicationControllerErrors(object: KubeObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const selector = textMapAt(spec, 'selector');
  const wanted = Object.entries(selector);
  const labels = textMapAt(spec, 'template', 'metadata', 'labels');
  const errors = nonNegativeErrors(object, ['minReadySeconds']);
  if (wanted.length === 0) errors.push(required('spec.selector'));
  errors.push(...nonNegativeErrors(object, ['replicas']));
  if (spec['template'] === undefined) return [...errors, required('spec.template')];
  if (wanted.some(([key, value]) => labels[key] !== value)) {
    const why = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', { ...labels }, why));
  }
  errors.push(...templateErrors(objectAt(spec, 'template'), 'spec.template'));
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy');
  if (policy !== 'Always' && policy !== '') {
    errors.push(notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
  }
  return errors;
}
