import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/index.ts';
import type { Script, Step } from './script.ts';

const folder = join(import.meta.dirname, '../../src/sandbox/testdata/matrix');

/** What the matrix needs to know of a resource. */
interface Seed {
  /** A valid manifest without apiVersion and kind; the name is the matrix' own unless it has one. */
  readonly object: JsonObject;
  /** A merge patch that changes more than metadata. */
  readonly change?: JsonObject;
  /** A merge patch for the status. */
  readonly status?: JsonObject;
  /** Requests that are sent before; their answers are not kept. */
  readonly before?: readonly Step[];
  readonly ignore?: Readonly<Record<string, string>>;
  readonly mask?: readonly string[];
}

/** A resource of the server, from its discovery. */
interface Row {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

let rows: ReadonlyMap<string, Row> | undefined;
let seeds: Readonly<Record<string, Seed>> | undefined;

/** The resources that the matrix covers, as `PLURAL.VERSION.GROUP`: all that the real server's discovery names. */
export function matrixNames(): readonly string[] {
  return [...readRows().keys()];
}

/** Every request that makes sense for a resource, and some that do not. Throws where it has no seed. */
export function matrixScript(name: string): Script {
  const row = readRows().get(name);
  seeds ??= load(readFileSync(join(folder, 'seeds.yaml'), 'utf8')) as Record<string, Seed>;
  const seed = seeds[name];
  if (row === undefined || seed === undefined) throw new Error(`no seed for ${name} in ${folder}`);
  const steps =
    row.verbs.includes('get') && row.verbs.includes('delete') ? storedSteps(row, seed) : askedSteps(row, seed);
  return {
    about: `the matrix of ${name}`,
    bare: true,
    steps: [...(seed.before ?? []).map((step) => ({ ...step, silent: true })), ...steps],
    ...(seed.ignore === undefined ? {} : { ignore: seed.ignore }),
    ...(seed.mask === undefined ? {} : { mask: seed.mask }),
  };
}

/** Of `aggregated_v2` as the real server gives it. */
function readRows(): ReadonlyMap<string, Row> {
  if (rows !== undefined) return rows;
  const found = new Map<string, Row>();
  for (const text of readFileSync(join(folder, 'resources.txt'), 'utf8').trim().split('\n')) {
    const [plural = '', version = '', group = '', kind = '', scope = '', verbs = '', subresources = ''] =
      text.split(' ');
    const row: Row = {
      plural,
      version,
      group: group === '-' ? '' : group,
      kind,
      namespaced: scope === 'Namespaced',
      verbs: verbs.split(','),
      subresources: subresources.split(',').filter((subresource) => subresource !== ''),
    };
    found.set([plural, version, row.group].filter((part) => part !== '').join('.'), row);
  }
  return (rows = found);
}

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const metadata = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const metadataList = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/** Where a resource lies, and the object of its seed. */
interface Target {
  readonly all: string;
  readonly collection: string;
  readonly item: string;
  readonly object: JsonObject;
  readonly selector: string;
}

function targetOf({ group, version, plural, kind, namespaced }: Row, { object }: Seed): Target {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const all = `${group === '' ? '/api' : '/apis'}/${apiVersion}`;
  const collection = `${all}/${namespaced ? 'namespaces/$NS/' : ''}${plural}`;
  const given = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const own: { name: string | null } & JsonObject = { name: 'matrix', labels: { matrix: plural }, ...given };
  return {
    all: `${all}/${plural}`,
    collection,
    item: `${collection}/${own.name ?? 'matrix'}`,
    object: { apiVersion, kind, ...object, metadata: own },
    selector: `labelSelector=matrix%3D${plural}`,
  };
}

/** For resources that answer a question and store nothing. */
function askedSteps(row: Row, seed: Seed): Step[] {
  const { all, collection, item, object } = targetOf(row, seed);
  const named = (id: string, request: string, body?: Json): Step => ({
    id,
    request,
    ...(body === undefined ? {} : { body }),
  });
  return [
    named('create', `POST ${collection}`, object),
    named('create in no namespace', `POST ${all}`, object),
    named('create dry', `POST ${collection}?dryRun=All`, object),
    named('create empty', `POST ${collection}`, {}),
    named('get', `GET ${item}`),
    named('list', `GET ${collection}`),
    named('put', `PUT ${item}`, object),
    named('delete', `DELETE ${item}`),
    named('delete all', `DELETE ${collection}`),
    { ...named('patch', `PATCH ${item}`, {}), headers: { 'content-type': patchTypes.merge } },
  ];
}

function storedSteps(row: Row, seed: Seed): Step[] {
  const target = targetOf(row, seed);
  const { collection, item, object, selector } = target;
  const watch = `GET ${collection}?watch=true&${selector}`;
  return [
    { id: 'watch', request: watch, watch: true },
    { id: 'watch metadata', request: watch, watch: true, headers: { accept: metadata } },
    { id: 'get absent', request: `GET ${item}` },
    { id: 'create dry', request: `POST ${collection}?dryRun=All`, body: object },
    { id: 'create', request: `POST ${collection}`, body: object },
    { id: 'create duplicate', request: `POST ${collection}`, body: object },
    { id: 'create nameless', request: `POST ${collection}`, body: nameless(object) },
    { id: 'create of another kind', request: `POST ${collection}`, body: { ...object, kind: 'Other' } },
    ...readSteps(target, row),
    ...putSteps(target, seed),
    ...patchSteps(target),
    ...statusSteps(target, row, seed),
    ...deleteSteps(target),
  ];
}

function nameless(object: JsonObject): JsonObject {
  const { name: _, ...rest } = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: rest };
}

function readSteps({ all, collection, item, selector }: Target, row: Row): Step[] {
  const list = `GET ${collection}?${selector}`;
  const name = item.slice(item.lastIndexOf('/') + 1);
  return [
    { id: 'get', request: `GET ${item}`, keep: true, save: { OLD: 'metadata.resourceVersion', OWN: 'metadata.uid' } },
    { id: 'get table', request: `GET ${item}`, headers: { accept: table } },
    { id: 'get table of objects', request: `GET ${item}?includeObject=Object`, headers: { accept: table } },
    { id: 'get metadata', request: `GET ${item}`, headers: { accept: metadata } },
    { id: 'get yaml', request: `GET ${item}`, headers: { accept: 'application/cbor' } },
    { id: 'list', request: list },
    { id: 'list table', request: `${list}&includeObject=None`, headers: { accept: table } },
    { id: 'list metadata', request: list, headers: { accept: metadataList } },
    { id: 'list nothing', request: `GET ${collection}?labelSelector=matrix%3Dnone` },
    ...(row.namespaced ? [{ id: 'list all namespaces', request: `GET ${all}?${selector}` }] : []),
    { id: 'list by name', request: `GET ${collection}?fieldSelector=metadata.name%3D${name}&${selector}` },
    { id: 'list by unknown field', request: `GET ${collection}?fieldSelector=spec.none%3Dx` },
    { id: 'list limited', request: `${list}&limit=1` },
    { id: 'list from cache', request: `${list}&resourceVersion=0` },
  ];
}

function putSteps({ collection, item, object }: Target, { change = {} }: Seed): Step[] {
  const labelled = { metadata: { labels: { step: 'put' } } };
  return [
    { id: 'put without change', request: `PUT ${item}`, edit: {} },
    { id: 'put dry', request: `PUT ${item}?dryRun=All`, edit: { ...change, ...labelled } },
    { id: 'put', request: `PUT ${item}`, edit: { ...change, ...labelled } },
    { id: 'put stale', request: `PUT ${item}`, edit: { metadata: { labels: { step: 'stale' } } } },
    { id: 'put stale dry', request: `PUT ${item}?dryRun=All`, edit: { metadata: { labels: { step: 'stale' } } } },
    {
      id: 'put without version',
      request: `PUT ${item}`,
      edit: { ...change, metadata: { resourceVersion: null, labels: { step: 'any' } } },
    },
    { id: 'put of another uid', request: `PUT ${item}`, edit: { metadata: { resourceVersion: null, uid: 'other' } } },
    { id: 'put of another name', request: `PUT ${collection}/other`, edit: {} },
    { id: 'put absent', request: `PUT ${collection}/absent`, body: renamed(object, 'absent') },
    { id: 'delete put absent', request: `DELETE ${collection}/absent` },
  ];
}

function renamed(object: JsonObject, name: string): JsonObject {
  return { ...object, metadata: { ...(object['metadata'] as JsonObject), name } };
}

function patchSteps({ collection, item, object }: Target): Step[] {
  const annotate = (value: string): JsonObject => ({ metadata: { annotations: { by: value } } });
  const step = (id: string, type: keyof typeof patchTypes, request: string, body: Json): Step => ({
    id,
    request: `PATCH ${request}`,
    headers: { 'content-type': patchTypes[type] },
    body,
  });
  const operations = [{ op: 'add', path: '/metadata/annotations', value: { by: 'json' } }];
  const applied: JsonObject = {
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), annotations: { by: 'apply' } },
  };
  const apply = `${item}?fieldManager=applier`;
  return [
    step('json patch dry', 'json', `${item}?dryRun=All`, operations),
    step('json patch', 'json', item, operations),
    step('json patch that fails', 'json', item, [{ op: 'test', path: '/metadata/name', value: 'no' }]),
    step('json patch of absent', 'json', `${collection}/absent`, operations),
    step('merge patch dry', 'merge', `${item}?dryRun=All`, annotate('merge')),
    step('merge patch', 'merge', item, annotate('merge')),
    step('merge patch again', 'merge', item, annotate('merge')),
    step('merge patch stale', 'merge', item, { metadata: { resourceVersion: '1', labels: { step: 'stale' } } }),
    step('strategic patch dry', 'strategic', `${item}?dryRun=All`, annotate('strategic')),
    step('strategic patch', 'strategic', item, annotate('strategic')),
    step('apply dry', 'apply', `${apply}&dryRun=All&force=true`, applied),
    step('apply in conflict', 'apply', apply, applied),
    step('apply', 'apply', `${apply}&force=true`, applied),
    step('apply again', 'apply', apply, applied),
    step('apply without manager', 'apply', item, applied),
    step('apply anew', 'apply', `${collection}/absent?fieldManager=applier`, renamed(applied, 'absent')),
    { id: 'delete applied anew', request: `DELETE ${collection}/absent` },
    { id: 'get after patches', request: `GET ${item}`, keep: true },
  ];
}

function statusSteps({ item }: Target, row: Row, { status = {} }: Seed): Step[] {
  const at = `${item}/status`;
  if (!row.subresources.includes('status')) {
    return [{ id: 'get status', request: `GET ${at}` }];
  }
  const labels = { metadata: { labels: { step: 'status' } } };
  const patch = { headers: { 'content-type': patchTypes.merge } };
  return [
    { id: 'get status', request: `GET ${at}` },
    { id: 'put status dry', request: `PUT ${at}?dryRun=All`, edit: { ...labels, status } },
    { id: 'put status', request: `PUT ${at}`, edit: { ...labels, status } },
    { id: 'put status stale', request: `PUT ${at}`, edit: { status } },
    {
      id: 'patch status',
      request: `PATCH ${at}`,
      ...patch,
      body: { metadata: { annotations: { by: 'status' } }, status },
    },
    { id: 'patch status to none', request: `PATCH ${at}`, ...patch, body: { status: null } },
    { id: 'put with status', request: `PUT ${item}`, edit: { metadata: { resourceVersion: null }, status } },
  ];
}

function deleteSteps({ collection, item, object, selector }: Target): Step[] {
  const free = { 'content-type': patchTypes.merge };
  const again = (propagation: string): Step[] => [
    { id: `create for ${propagation}`, request: `POST ${collection}`, body: object, silent: true },
    { id: `delete ${propagation}`, request: `DELETE ${item}?propagationPolicy=${propagation}&gracePeriodSeconds=0` },
    { id: `get after ${propagation}`, request: `GET ${item}` },
    {
      id: `free after ${propagation}`,
      request: `PATCH ${item}`,
      headers: free,
      body: { metadata: { finalizers: null } },
    },
  ];
  const finalized: JsonObject = {
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), finalizers: ['example.com/wait'] },
  };
  return [
    { id: 'delete dry', request: `DELETE ${item}?dryRun=All` },
    { id: 'delete of another uid', request: `DELETE ${item}`, body: { preconditions: { uid: 'other' } } },
    { id: 'delete of an old version', request: `DELETE ${item}`, body: { preconditions: { resourceVersion: '$OLD' } } },
    { id: 'delete', request: `DELETE ${item}`, body: { preconditions: { uid: '$OWN' }, gracePeriodSeconds: 0 } },
    { id: 'delete absent', request: `DELETE ${item}` },
    ...['Background', 'Foreground', 'Orphan', 'Other'].flatMap(again),
    { id: 'end', request: `DELETE ${item}?gracePeriodSeconds=0`, silent: true },
    { id: 'create with finalizer', request: `POST ${collection}`, body: finalized },
    { id: 'delete with finalizer', request: `DELETE ${item}?gracePeriodSeconds=0` },
    { id: 'delete again', request: `DELETE ${item}?gracePeriodSeconds=0` },
    { id: 'free', request: `PATCH ${item}`, headers: free, body: { metadata: { finalizers: null } } },
    { id: 'create for the collection', request: `POST ${collection}`, body: object, silent: true },
    { id: 'delete collection dry', request: `DELETE ${collection}?${selector}&dryRun=All&gracePeriodSeconds=0` },
    { id: 'delete collection', request: `DELETE ${collection}?${selector}&gracePeriodSeconds=0` },
    { id: 'list at the end', request: `GET ${collection}?${selector}` },
    { id: 'collection at the end', request: `DELETE ${item}?gracePeriodSeconds=0`, silent: true },
  ];
}
