import { type KubeObject, textAt } from '../../../base/index.ts';
import { kubernetesGoTypes } from '../../decoding/go-types.ts';
import { decodeTyped } from '../../decoding/typed-codec.ts';
import { type FieldError, invalid } from '../../machinery/field-error.ts';
import { qualifiedNameProblems } from '../../validation/names.ts';
import { needed, textOrEmpty } from '../../validation/rules.ts';
import type { KindBehaviour } from '../builtin-types.ts';

/** Both groups show the same events; they are stored as the core group has them. */
const keyPrefix = '/events/';
const strategy = { noGarbageCollection: true };

/** Events of the core group (kubernetes 1.36, registry/core/event). */
export const eventBehaviour: KindBehaviour = {
  strategy: { ...strategy, createOnUpdate: true, validate: coreErrors },
  keyPrefix,
};

/** Events of events.k8s.io: other names for the same fields (kubernetes 1.36, pkg/apis/events/v1/conversion.go). */
export const newEventBehaviour: KindBehaviour = {
  strategy: { ...strategy, createOnUpdate: true, validate: newErrors },
  keyPrefix,
  conversion: { toStorage: (event) => toCore(event), fromStorage: (event) => fromCore(event) },
};

function coreErrors(event: KubeObject): readonly FieldError[] {
  const namespace = textAt(event, 'involvedObject', 'namespace');
  const own = event.metadata.namespace ?? '';
  // What has no namespace is told of in `default`.
  const expected = namespace === '' ? 'default' : namespace;
  const isOwn = own === expected || (namespace === '' && own === 'kube-system');
  return isOwn ? [] : [invalid('involvedObject.namespace', namespace, 'does not match event.namespace')];
}

/** Judged in the form in which it is stored; named as it was sent. */
function newErrors(event: KubeObject): readonly FieldError[] {
  const kinds = ['Normal', 'Warning'];
  const type = textAt(event, 'type');
  const controller = event['reportingComponent'];
  return [
    ...coreErrors(event),
    ...needed()(event['eventTime'], 'eventTime'),
    ...needed()(controller, 'reportingController'),
    ...textOrEmpty(qualifiedNameProblems)(controller, 'reportingController'),
    ...needed()(event['reportingInstance'], 'reportingInstance'),
    ...needed()(event['action'], 'action'),
    ...needed()(event['reason'], 'reason'),
    ...(kinds.includes(type) ? [] : [invalid('type', '', `has invalid value: ${type}`)]),
  ];
}

/** How fields are called in the core group, and in events.k8s.io. */
const names: readonly (readonly [core: string, other: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function toCore(event: KubeObject): KubeObject {
  const renamed = rename(event, (name) => names.find(([, other]) => other === name)?.[0] ?? name);
  return normal({ ...renamed, apiVersion: 'v1' }, 'core/v1.Event');
}

function fromCore(event: KubeObject): KubeObject {
  const renamed = rename(event, (name) => names.find(([core]) => core === name)?.[1] ?? name);
  return normal({ ...renamed, apiVersion: 'events.k8s.io/v1' }, 'events/v1.Event');
}

/** The event as its Go type writes it. */
function normal(event: KubeObject, type: string): KubeObject {
  const struct = kubernetesGoTypes.struct(type);
  return struct === undefined ? event : (decodeTyped(event, struct).value as KubeObject);
}

function rename(event: KubeObject, to: (name: string) => string): KubeObject {
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [to(name), value])) as KubeObject;
}
