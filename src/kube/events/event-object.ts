import { formatTime, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { ApiResource } from '../resource.ts';

/** What is told about an object. */
export interface EventContent {
  readonly type: 'Normal' | 'Warning';
  /** One word in upper camel case, which programs match on. */
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Where events are written: core/v1, which every cluster serves. */
export const eventResource: ApiResource = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  verbs: ['create', 'patch'],
  categories: [],
  subresources: [],
};

/** What fits into an event: longer messages are cut, since etcd would refuse the whole. */
const maxMessage = 32 * 1024;

/** Which object an event is about (core/v1 ObjectReference). */
type InvolvedObject = Readonly<
  Record<'kind' | 'apiVersion', string> & Record<'namespace' | 'name' | 'uid' | 'resourceVersion', string | undefined>
>;

/** A core/v1 Event; the members that the code reads, the rest as it is written. */
export interface EventObject {
  readonly name: string;
  readonly namespace: string;
  readonly involved: InvolvedObject;
  readonly content: EventContent;
  readonly component: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
}

/** The first event of its kind, at `nowMs` (client-go's record.makeEvent; cluster-scoped objects have theirs in `default`). */
export function makeEvent(
  object: KubeObject,
  content: EventContent,
  component: string,
  nowMs: number,
  name: string,
): EventObject {
  const { namespace, uid, resourceVersion } = object.metadata;
  const message =
    content.message.length > maxMessage ? `${content.message.slice(0, maxMessage - 1)}…` : content.message;
  return {
    name,
    namespace: namespace === undefined || namespace === '' ? 'default' : namespace,
    involved: {
      kind: object.kind,
      namespace,
      name: object.metadata.name,
      uid,
      apiVersion: object.apiVersion,
      resourceVersion,
    },
    content: { ...content, message },
    component,
    firstMs: nowMs,
    lastMs: nowMs,
    count: 1,
  };
}

/** The event as it is stored. */
export function toKubeObject(event: EventObject): KubeObject {
  const { content, component } = event;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: event.name,
      namespace: event.namespace,
      ...(content.annotations !== undefined && { annotations: { ...content.annotations } }),
    },
    involvedObject: { ...event.involved },
    reason: content.reason,
    message: content.message,
    source: { component },
    firstTimestamp: formatTime(event.firstMs),
    lastTimestamp: formatTime(event.lastMs),
    count: event.count,
    type: content.type,
    reportingComponent: component,
    reportingInstance: '',
  };
}

/** What changes in a stored event when it happens again. */
export function toPatch(event: EventObject): JsonObject {
  return { count: event.count, lastTimestamp: formatTime(event.lastMs), message: event.content.message };
}
