import { apiVersionOf, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import { writeYaml } from '../../yaml/index.ts';
import type { ObjectCodec, ServedType } from '../machinery/resource-type.ts';
import type { TablePrinter } from '../printers/table.ts';
import type { Accepted } from './negotiation.ts';

/** How objects of a resource are shown to one client. */
export interface Rendering {
  readonly served: ServedType;
  readonly accepted: Accepted;
  readonly printer: TablePrinter;
  /** What a table carries of each object. */
  readonly includeObject: 'None' | 'Metadata' | 'Object';
}

/** The JSON of objects by codec and version: the same object goes to many watches. */
const texts = new WeakMap<ObjectCodec, WeakMap<KubeObject, Map<string, string>>>();

/** An object of the storage version as the client wants to see it. */
export function renderObject(object: KubeObject, rendering: Rendering): JsonObject {
  const { served, accepted, printer, includeObject } = rendering;
  switch (accepted.as) {
    case 'object':
      return served.type.codec.fromStorage(object, served.version);
    case 'metadata':
      return partialMetadata(object);
    case 'table':
      return printer.table([served.type.codec.fromStorage(object, served.version)], includeObject, {
        resourceVersion: object.metadata.resourceVersion ?? '',
      });
  }
}

/** The JSON text of `renderObject`. */
export function renderText(object: KubeObject, rendering: Rendering): string {
  if (rendering.accepted.as !== 'object') return JSON.stringify(renderObject(object, rendering));
  const { type, version } = rendering.served;
  const versions = textsOf(object, type.codec);
  let text = versions.get(version);
  if (text === undefined) {
    text = JSON.stringify(renderObject(object, rendering));
    versions.set(version, text);
  }
  return text;
}

function textsOf(object: KubeObject, codec: ObjectCodec): Map<string, string> {
  let objects = texts.get(codec);
  if (objects === undefined) {
    objects = new WeakMap();
    texts.set(codec, objects);
  }
  let versions = objects.get(object);
  if (versions === undefined) {
    versions = new Map();
    objects.set(object, versions);
  }
  return versions;
}

/** The JSON text of a list of objects. */
export function renderList(objects: readonly KubeObject[], metadata: JsonObject, rendering: Rendering): string {
  const { served, accepted, printer, includeObject } = rendering;
  if (accepted.as === 'table') {
    const shown = objects.map((object) => served.type.codec.fromStorage(object, served.version));
    return JSON.stringify(printer.table(shown, includeObject, metadata));
  }
  const head =
    accepted.as === 'metadata'
      ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata }
      : {
          kind: served.type.listKind,
          apiVersion: apiVersionOf({ group: served.type.group, version: served.version }),
          metadata,
        };
  // Made of nothing, where lists of objects are made with no items (apiserver endpoints/handlers/response.go).
  if (accepted.as === 'metadata' && objects.length === 0) return JSON.stringify({ ...head, items: null });
  const items = objects.map((object) => itemText(renderText(object, rendering), rendering)).join(',');
  return `${JSON.stringify(head).slice(0, -1)},"items":[${items}]}`;
}

/** A text of JSON in the format that was asked for. */
export function inFormat(text: string, accepted: Accepted): { readonly text: string; readonly contentType: string } {
  if (accepted.format === 'json') return { text: `${text}\n`, contentType: 'application/json' };
  return { text: writeYaml(JSON.parse(text) as Json), contentType: 'application/yaml' };
}

function partialMetadata(object: KubeObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** Items of lists of built-in kinds do not repeat their type. */
function itemText(text: string, { served, accepted }: Rendering): string {
  if (served.type.custom || accepted.as !== 'object') return text;
  const apiVersion = apiVersionOf({ group: served.type.group, version: served.version });
  const type = `{"kind":"${served.type.kind}","apiVersion":"${apiVersion}",`;
  if (text.startsWith(type)) return `{${text.slice(type.length)}`;
  const { kind: _kind, apiVersion: _apiVersion, ...item } = JSON.parse(text) as KubeObject;
  return JSON.stringify(item);
}
