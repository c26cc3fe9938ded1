import type { KubeObject } from '../../base/index.ts';
import { parseJson } from '../decoding/strict-json.ts';
import { DecodeError } from '../decoding/typed-codec.ts';
import { type FieldRequirement, matchesFields, pinnedField } from '../selectors/field-selector.ts';
import { type LabelRequirement, matchesLabels } from '../selectors/label-selector.ts';
import type { StoredObject } from '../storage.ts';
import { badRequest, expired, versionTooLarge } from './api-error.ts';
import type { Cluster } from './cluster.ts';
import { objectKey, type ResourceType, scanPrefix } from './resource-type.ts';

/** Which objects of a resource. */
export interface Selection {
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly labels: readonly LabelRequirement[];
  readonly fields: readonly FieldRequirement[];
}

/** How a list is read (metav1.ListOptions). */
export interface ListOptions extends Selection {
  /** 0 for all at once. */
  readonly limit: number;
  /** The token of the page before; empty for the first. */
  readonly continueToken: string;
  /** Empty for the latest. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: '' | 'Exact' | 'NotOlderThan';
}

/** A list, or a page of one. */
export interface ListPage {
  readonly items: readonly StoredObject[];
  readonly resourceVersion: number;
  /** Empty where nothing follows. */
  readonly continueToken: string;
  readonly remaining: number | undefined;
}

/** Whether an object of the resource is selected. */
export function isSelected(type: ResourceType, selection: Selection, object: KubeObject): boolean {
  if (!matchesLabels(selection.labels, object.metadata.labels)) return false;
  if (selection.fields.length === 0) return true;
  // A stored custom resource may be older than the defaults of its schema.
  const seen = type.custom ? type.codec.fromStorage(object, type.storageVersion) : object;
  return matchesFields(selection.fields, seen, type.selectableFields);
}

/** Lists objects in key order. Throws ApiError 410 for a version that is no longer kept, 504 for one that is not reached yet. */
export function listObjects(cluster: Cluster, type: ResourceType, options: ListOptions): ListPage {
  const start = options.continueToken === '' ? undefined : readToken(options.continueToken);
  const version = versionOf(cluster, options, start);
  const candidates = candidatesOf(cluster, type, options, version);
  const prefix = scanPrefix(type, options.namespace);
  const from = start === undefined ? 0 : candidates.findIndex((stored) => stored.key > prefix + start.after);
  // Any version will do, so it comes from the cache, which knows no pages (apiserver storage/cacher).
  const limit = options.resourceVersion === '0' && start === undefined ? 0 : options.limit;
  const all = options.labels.length === 0 && options.fields.length === 0;
  const items: StoredObject[] = [];
  let index = from < 0 ? candidates.length : from;
  for (; index < candidates.length; index += 1) {
    const stored = candidates[index] as StoredObject;
    // A full page ends where it is full: whether what follows is selected is not known yet.
    if (limit > 0 && items.length === limit) break;
    if (!all && !isSelected(type, options, stored.object)) continue;
    items.push(stored);
  }
  const resourceVersion = version ?? cluster.storage.resourceVersion;
  const rest = candidates.length - index;
  const last = items.at(-1);
  if (rest === 0 || last === undefined) return { items, resourceVersion, continueToken: '', remaining: undefined };
  const continueToken = writeToken(last.key.slice(prefix.length), resourceVersion);
  return { items, resourceVersion, continueToken, remaining: all ? rest : undefined };
}

/** The version to list at; undefined for the present one. */
function versionOf(cluster: Cluster, options: ListOptions, start: ContinueToken | undefined): number | undefined {
  if (start !== undefined) {
    if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    return start.version < 0 ? undefined : start.version;
  }
  const version = readVersion(options.resourceVersion);
  if (version === 0) return undefined;
  const current = cluster.storage.resourceVersion;
  if (version > current) throw versionTooLarge(version, current);
  // Without a match, a limit asks for the very version (KEP-1904).
  const exact = options.resourceVersionMatch === 'Exact' || (options.resourceVersionMatch === '' && options.limit > 0);
  return exact ? version : undefined;
}

/** A resource version as a number; 0 for none. Throws ApiError 400. */
export function readVersion(text: string): number {
  if (text === '') return 0;
  if (!/^\d{1,15}$/.test(text)) {
    const quoted = JSON.stringify(text);
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
    );
  }
  return Number(text);
}

function candidatesOf(
  cluster: Cluster,
  type: ResourceType,
  options: ListOptions,
  version: number | undefined,
): readonly StoredObject[] {
  const { storage } = cluster;
  const name = pinnedField(options.fields, 'metadata.name');
  const namespace = pinnedField(options.fields, 'metadata.namespace') ?? options.namespace;
  const isOne = name !== undefined && (!type.namespaced || namespace !== '');
  const prefix = isOne ? objectKey(type, namespace, name) : scanPrefix(type, namespace);
  if (version === undefined) {
    if (!isOne) return storage.scan(prefix);
    const stored = storage.get(prefix);
    return stored === undefined ? [] : [stored];
  }
  const found = storage.scanAt(prefix, version);
  if (found !== undefined) return isOne ? found.filter((stored) => stored.key === prefix) : found;
  if (options.continueToken === '') throw expired('The resourceVersion for the provided list is too old.');
  const token = writeToken(readToken(options.continueToken).after, -1);
  throw continueExpired(token);
}

interface ContinueToken {
  readonly version: number;
  /** The key of the last item that was given, below what was listed. */
  readonly after: string;
}

/** The form of the tokens of Kubernetes; version -1 goes on with what is there now. */
function writeToken(after: string, version: number): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: `${after}\0` })).toString('base64url');
}

function readToken(text: string): ContinueToken {
  try {
    const token = parseJson(Buffer.from(text, 'base64url').toString(), false).value as {
      v?: unknown;
      rv?: unknown;
      start?: unknown;
    };
    const bad = (why: string): Error => badRequest(`invalid continue token: continue key is not valid: ${why}`);
    if (token.v !== 'meta.k8s.io/v1') {
      throw bad(`server does not recognize this encoded version ${typeof token.v === 'string' ? token.v : ''}`);
    }
    if (typeof token.start !== 'string') throw bad('encoded start key empty (version meta.k8s.io/v1)');
    if (typeof token.rv === 'number' && token.rv !== 0) {
      return { version: token.rv, after: token.start.replace(/\0$/, '') };
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`invalid continue token: continue key is not valid: ${error.message}`);
  }
  throw badRequest('invalid continue token: continue key is not valid');
}

function continueExpired(token: string): Error {
  const text =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return expired(text, token);
}
