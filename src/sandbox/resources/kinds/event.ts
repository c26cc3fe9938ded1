import type { KubeObject } from '../../../base/index.ts';
import { kubernetesGoTypes } from '../../decoding/go-types.ts';
import { decodeTyped } from '../../decoding/typed-codec.ts';
import type { KindBehaviour } from '../builtin-types.ts';

/** Both groups show the same events; they are stored as the core group has them. */
const keyPrefix = '/events/';
const strategy = { noGarbageCollection: true };

/** Events of the core group (kubernetes 1.36, registry/core/event). */
export const eventBehaviour: KindBehaviour = { strategy: { ...strategy, createOnUpdate: true }, keyPrefix };

/** Events of events.k8s.io: other names for the same fields (kubernetes 1.36, pkg/apis/events/v1/conversion.go). */
export const newEventBehaviour: KindBehaviour = {
  strategy: { ...strategy, createOnUpdate: true },
  keyPrefix,
  conversion: { toStorage: (event) => toCore(event), fromStorage: (event) => fromCore(event) },
};

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
