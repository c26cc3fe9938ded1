import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ApiResource } from '../resource.ts';
import type { Transport, TransportResponse } from '../transport/index.ts';
import { parseAggregated } from './aggregated.ts';
import { parseGroupVersions, parseResourceList } from './legacy.ts';

const accept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** One of the two documents of discovery as it was answered, so that an unchanged one need not be sent again. */
interface DiscoveryDocument {
  readonly etag: string | undefined;
  readonly resources: readonly ApiResource[];
}

/** What the API server serves: the core group (`/api`) and the others (`/apis`). */
export interface DiscoveryDocuments {
  readonly core: DiscoveryDocument;
  readonly groups: DiscoveryDocument;
}

/** A group version that could not be read, such as one of an aggregated API server that is down. */
export type OnUnreadable = (groupVersion: string, error: unknown) => void;

/**
 * Asks the API server what it serves: two requests where it knows aggregated discovery (Kubernetes 1.26 and later), and else one more
 * for each group version, of which those that fail keep what `known` says of them. Throws KubeError.
 */
export async function readDiscovery(
  transport: Transport,
  known: DiscoveryDocuments | undefined,
  onUnreadable: OnUnreadable,
): Promise<DiscoveryDocuments> {
  const [core, groups] = await Promise.all([
    readDocument(transport, '/api', known?.core, onUnreadable),
    readDocument(transport, '/apis', known?.groups, onUnreadable),
  ]);
  return { core, groups };
}

async function readDocument(
  transport: Transport,
  path: '/api' | '/apis',
  known: DiscoveryDocument | undefined,
  onUnreadable: OnUnreadable,
): Promise<DiscoveryDocument> {
  const response = await get(transport, path, known?.etag);
  if (response.status === 304 && known !== undefined) return known;
  const document = parse(response, path);
  const etag = response.headers['etag'];
  if (document['kind'] === 'APIGroupDiscoveryList') {
    return { etag: typeof etag === 'string' ? etag : undefined, resources: parseAggregated(document) };
  }
  const versions = parseGroupVersions(document);
  const lists = await Promise.all(
    versions.map((version) => readGroupVersion(transport, path, version, known?.resources ?? [], onUnreadable)),
  );
  return { etag: undefined, resources: lists.flat() };
}

async function readGroupVersion(
  transport: Transport,
  path: string,
  groupVersion: string,
  known: readonly ApiResource[],
  onUnreadable: OnUnreadable,
): Promise<readonly ApiResource[]> {
  try {
    const address = `${path}/${groupVersion}`;
    return parseResourceList(parse(await get(transport, address, undefined), address));
  } catch (error) {
    if (!(error instanceof KubeError) || error.code === 'unauthorized') throw error;
    onUnreadable(groupVersion, error);
    return known.filter(
      (resource) => [resource.group, resource.version].filter((part) => part !== '').join('/') === groupVersion,
    );
  }
}

function get(transport: Transport, path: string, etag: string | undefined): Promise<TransportResponse> {
  return transport.request({
    method: 'GET',
    path,
    headers: { accept, ...(etag !== undefined && { 'if-none-match': etag }) },
    subject: { verb: 'get', group: '', resource: 'discovery', subresource: '', object: path },
    idempotent: true,
  });
}

function parse(response: TransportResponse, path: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(response.body.toString('utf8')) as Json;
  } catch (error) {
    throw new KubeError('server-error', `${path} answered with something that is not JSON`, {
      object: path,
      cause: error,
    });
  }
  if (isJsonObject(value)) return value;
  throw new KubeError('server-error', `${path} answered with something that is not an object`, { object: path });
}
