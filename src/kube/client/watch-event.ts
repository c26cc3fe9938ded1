import { apiVersionOf, isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { WatchEvent } from '../client.ts';
import { KubeError } from '../error.ts';
import type { ApiResource } from '../resource.ts';
import { errorOfStatus } from '../transport/index.ts';

const kinds = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const;

/** Marks the bookmark that ends the initial events of a WatchList (metav1.InitialEventsAnnotationKey). */
const initialEventsEnd = 'k8s.io/initial-events-end';

/**
 * The event that a line of a watch says. Throws KubeError for an ERROR event (`gone` where the version is too old), for an event
 * of an unknown type, and for what is no event.
 */
export function parseWatchEvent(line: Buffer, form: ItemForm, object: string): WatchEvent {
  const event = parse(line, object);
  const content = event['object'];
  if (!isJsonObject(content)) throw malformed(object, 'has no object');
  const type = event['type'];
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
    if (!isJsonObject(content['metadata'])) throw malformed(object, 'has an object without metadata');
    return { kind: kinds[type], object: identify(content, form) };
  }
  if (type === 'BOOKMARK') {
    const metadata = (content as KubeObject).metadata;
    return {
      kind: 'bookmark',
      resourceVersion: metadata.resourceVersion ?? '',
      initialEventsEnd: metadata.annotations?.[initialEventsEnd] === 'true',
    };
  }
  if (type === 'ERROR') throw errorOfStatus(content, { object });
  throw malformed(object, `is of the unknown type ${JSON.stringify(type)}`);
}

/** What the items of one list or watch are: made once for all of them, so that they share the two texts. */
export interface ItemForm {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadataOnly: boolean;
}

/** The form of a resource's items. */
export function itemForm(resource: ApiResource, metadataOnly: boolean): ItemForm {
  return { apiVersion: apiVersionOf(resource), kind: resource.kind, metadataOnly };
}

/**
 * An item of a list or watch as the object that it is: items of typed lists come without apiVersion and kind, those of metadata
 * lists with the list's.
 */
export function identify(item: JsonObject, form: ItemForm): KubeObject {
  const { apiVersion, kind } = form;
  if (form.metadataOnly) return { apiVersion, kind, metadata: item['metadata'] } as KubeObject;
  item['apiVersion'] = apiVersion;
  item['kind'] = kind;
  return item as KubeObject;
}

function parse(line: Buffer, object: string): JsonObject {
  let event: Json;
  try {
    event = JSON.parse(line.toString('utf8')) as Json;
  } catch (error) {
    throw malformed(object, 'is not JSON', error);
  }
  if (!isJsonObject(event)) throw malformed(object, 'is not an object');
  return event;
}

function malformed(object: string, why: string, cause?: unknown): KubeError {
  return new KubeError('server-error', `a watch event ${why}`, { object, cause });
}
