import {
  type Json,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  parseQuantity,
  textAt,
} from '../../../base/index.ts';
import { type FieldError, forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { pathSegmentProblems } from '../names.ts';
import { all, each, fields, first, given, isEmpty, needed, number, on, oneOf, type Rule, text } from '../rules.ts';
import { labelSelector } from '../selectors.ts';

const segment = (value: string): readonly string[] => pathSegmentProblems(value, false);
const reference: Rule = fields({ kind: first(needed(), text(segment)), name: first(needed(), text(segment)) });

/** HorizontalPodAutoscalers of v2 (kubernetes 1.36, pkg/apis/autoscaling/validation). */
export function autoscalerErrors(object: KubeObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const errors: FieldError[] = [];
  const max = numberAt(spec, ['maxReplicas']);
  const min = numberAt(spec, ['minReplicas'], 1);
  if (min < 0) errors.push(invalid('spec.minReplicas', min, 'must be greater than or equal to 1'));
  if (min === 0) errors.push(invalid('spec.minReplicas', min, 'must be greater than or equal to 1'));
  if (max < 1) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  if (max < min) errors.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  const target = objectAt(spec, 'scaleTargetRef');
  const version = textAt(target, 'apiVersion');
  errors.push(...reference(target, 'spec.scaleTargetRef'));
  if (version.split('/').length > 2) {
    errors.push(invalid('spec.scaleTargetRef.apiVersion', version, `unexpected GroupVersion string: ${version}`));
  } else if (version === '' && textAt(target, 'kind') !== 'ReplicationController') {
    errors.push(invalid('spec.scaleTargetRef.apiVersion', '', 'apiVersion must specify API group'));
  }
  errors.push(...each(metric)(spec['metrics'], 'spec.metrics'));
  const outside = objectsAt(spec, 'metrics').some(({ type }) => type === 'Object' || type === 'External');
  if (min === 0 && !outside) {
    const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbiddenField('spec.metrics', why));
  }
  errors.push(...given(fields({ scaleUp: given(rules), scaleDown: given(rules) }))(spec['behavior'], 'spec.behavior'));
  return errors;
}

const members: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
const types = Object.keys(members);

const metric: Rule = on((spec, path) => {
  const type = textAt(spec, 'type');
  const member = members[type];
  const unknown = notSupported(`${path}.type`, type, types);
  // Once by the type, once by the source that it would have.
  if (member === undefined) {
    return [...(type === '' ? [required(`${path}.type`, 'must specify a metric source type')] : []), unknown, unknown];
  }
  const source = spec[member];
  if (source === undefined) {
    return [required(`${path}.${member}`, 'must populate information for the given metric source')];
  }
  return sourceErrors(member, objectAt(source), `${path}.${member}`);
});

const named: Rule = fields({
  name: first(needed('must specify a metric name'), text(segment)),
  selector: labelSelector,
});

function sourceErrors(member: string, source: JsonObject, path: string): readonly FieldError[] {
  const goal = objectAt(source, 'target');
  const at = `${path}.target`;
  const [value, average] = [goal['value'], goal['averageValue']];
  const utilization = goal['averageUtilization'];
  switch (member) {
    case 'pods':
      return [
        ...named(source['metric'], `${path}.metric`),
        ...target(goal, at),
        ...((parseQuantity(textAt(goal, 'averageValue')) ?? 0n) <= 0n
          ? [required(`${at}.averageValue`, 'must specify a positive target averageValue')]
          : []),
      ];
    case 'object':
      return [
        ...reference(source['describedObject'], `${path}.describedObject`),
        ...named(source['metric'], `${path}.metric`),
        ...target(goal, at),
        ...(value === undefined && average === undefined
          ? [required(`${at}.averageValue`, 'must set either a target value or averageValue')]
          : []),
      ];
    case 'external':
      return [
        ...named(source['metric'], `${path}.metric`),
        ...target(goal, at),
        ...(value === undefined && average === undefined
          ? [required(`${at}.averageValue`, 'must set either a target value for metric or a per-pod target')]
          : []),
        ...(value !== undefined && average !== undefined
          ? [forbiddenField(`${at}.value`, 'may not set both a target value for metric and a per-pod target')]
          : []),
      ];
    default:
      return [
        ...(isEmpty(source['name']) ? [required(`${path}.name`, 'must specify a resource name')] : []),
        ...(member === 'containerResource'
          ? needed('must specify a container')(source['container'], `${path}.container`)
          : []),
        ...target(goal, at),
        ...(utilization === undefined && average === undefined
          ? [required(`${at}.averageUtilization`, 'must set either a target raw value or a target utilization')]
          : []),
        ...(utilization !== undefined && average !== undefined
          ? [forbiddenField(`${at}.averageValue`, 'may not set both a target raw value and a target utilization')]
          : []),
      ];
  }
}

function target(goal: JsonObject, path: string): readonly FieldError[] {
  const type = textAt(goal, 'type');
  const known = ['Utilization', 'Value', 'AverageValue'];
  return [
    ...(type === '' ? [required(`${path}.type`, 'must specify a metric target type')] : []),
    ...(known.includes(type)
      ? []
      : [invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...positive(goal['value'], `${path}.value`),
    ...positive(goal['averageValue'], `${path}.averageValue`),
    ...number((value) => value > 0, 'must be greater than 0')(goal['averageUtilization'], `${path}.averageUtilization`),
  ];
}

function positive(value: Json | undefined, path: string): readonly FieldError[] {
  if (typeof value !== 'string' || (parseQuantity(value) ?? 1n) > 0n) return [];
  return [invalid(path, value, 'must be positive')];
}

const rules: Rule = fields({
  stabilizationWindowSeconds: all(
    number((value) => value >= 0, 'must be greater than or equal to zero'),
    number((value) => value <= 3600, 'must be less than or equal to 3600'),
  ),
  selectPolicy: given(oneOf('Disabled', 'Max', 'Min')),
  policies: all(
    needed('must specify at least one Policy'),
    each(
      fields({
        type: oneOf('Percent', 'Pods'),
        value: number((value) => value > 0, 'must be greater than zero'),
        periodSeconds: all(
          number((value) => value > 0, 'must be greater than zero'),
          number((value) => value <= 1800, 'must be less than or equal to 1800'),
        ),
      }),
    ),
  ),
  tolerance: (value, path) =>
    typeof value === 'string' && (parseQuantity(value) ?? 0n) < 0n
      ? [invalid(path, value, 'must be greater than or equal to 0')]
      : [],
});
