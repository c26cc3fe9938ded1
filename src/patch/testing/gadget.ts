import type { SchemaSet, StructuralSchema } from '../../schema/index.ts';
import { MergeTypes } from '../typed/index.ts';

/** A made-up kind that has every way in which schemas say how values merge. */

const text: StructuralSchema = { type: 'string' };
const integer: StructuralSchema = { type: 'integer' };
const part: StructuralSchema = { $ref: 'example.Part' };
const texts: StructuralSchema = { type: 'object', additionalProperties: text };
const textSet: StructuralSchema = { type: 'array', items: text, 'x-kubernetes-list-type': 'set' };

function keyed(items: StructuralSchema, ...keys: readonly string[]): StructuralSchema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys };
}

/** The definitions that the set resolves. */
export const gadgetDefinitions: Readonly<Record<string, StructuralSchema>> = {
  'example.Gadget': {
    type: 'object',
    properties: {
      apiVersion: text,
      kind: text,
      metadata: { $ref: 'example.Metadata' },
      name: text,
      count: integer,
      ratio: { type: 'number' },
      enabled: { type: 'boolean' },
      at: { type: 'string', format: 'date-time' },
      port: { type: 'string', format: 'int-or-string' },
      bytes: { type: 'string', format: 'byte' },
      anything: {},
      free: { type: 'object' },
      preserved: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { known: text, inner: { type: 'object', properties: { x: text } } },
      },
      quantity: { $ref: 'io.k8s.apimachinery.pkg.api.resource.Quantity' },
      raw: { $ref: 'io.k8s.apimachinery.pkg.runtime.RawExtension' },
      part,
      wrapped: { allOf: [part] },
      atomicPart: { ...part, 'x-kubernetes-map-type': 'atomic' },
      whole: { $ref: 'example.Whole' },
      granularWhole: { $ref: 'example.Whole', 'x-kubernetes-map-type': 'granular' },
      labels: texts,
      atomicLabels: { ...texts, 'x-kubernetes-map-type': 'atomic' },
      parts: { type: 'object', additionalProperties: part },
      setsByName: { type: 'object', additionalProperties: textSet },
      set: textSet,
      numbers: { type: 'array', items: integer, 'x-kubernetes-list-type': 'set' },
      list: keyed({ $ref: 'example.Item' }, 'name'),
      ports: keyed({ $ref: 'example.Port' }, 'port', 'protocol'),
      merged: {
        type: 'array',
        items: { $ref: 'example.Item' },
        'x-kubernetes-patch-strategy': 'merge,retainKeys',
        'x-kubernetes-patch-merge-key': 'name',
      },
      finalizers: { type: 'array', items: text, 'x-kubernetes-patch-strategy': 'merge' },
      atomicList: { type: 'array', items: part, 'x-kubernetes-list-type': 'atomic' },
      plainList: { type: 'array', items: text },
      gadget: { $ref: 'example.Gadget' },
    },
  },
  'example.Metadata': {
    type: 'object',
    properties: {
      name: text,
      namespace: text,
      uid: text,
      resourceVersion: text,
      generation: integer,
      labels: texts,
      annotations: texts,
      managedFields: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'atomic' },
    },
  },
  'example.Part': { type: 'object', properties: { a: text, b: integer, labels: texts, set: textSet } },
  'example.Whole': { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text, b: integer } },
  'example.Item': {
    type: 'object',
    properties: {
      name: text,
      value: text,
      tags: textSet,
      part,
      items: keyed({ $ref: 'example.Item' }, 'name'),
    },
  },
  'example.Port': {
    type: 'object',
    properties: { port: integer, protocol: { type: 'string', default: 'TCP' }, name: text },
  },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'object' },
};

/** The kind as requests name it. */
export const gadgetKind = { group: 'example.io', version: 'v1', kind: 'Gadget' } as const;

/** A set that knows the kind. */
export const gadgetSchemas: SchemaSet = {
  ofKind: ({ kind }) => (kind === 'Gadget' ? gadgetDefinitions['example.Gadget'] : undefined),
  resolve: (reference) => gadgetDefinitions[reference],
};

/** The schema of the kind. */
export const gadgetSchema: StructuralSchema = gadgetDefinitions['example.Gadget'] ?? {};

/**
 * The kind without the fields whose members a strategic merge patch cannot go into: maps of structs and lists, and what no schema
 * describes (as in managed fields), are refused as soon as both documents have them.
 */
export const patchableSchema: StructuralSchema = {
  ...gadgetSchema,
  properties: Object.fromEntries(
    Object.entries(gadgetSchema.properties ?? {}).filter(
      ([name]) => !['metadata', 'anything', 'free', 'preserved', 'raw', 'parts', 'setsByName', 'gadget'].includes(name),
    ),
  ),
};

/** The merge type of the kind. */
export const gadget = new MergeTypes(gadgetSchemas).ofSchema(gadgetSchema);
