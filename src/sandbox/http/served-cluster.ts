import type { Authorizer } from '../authorization/authorizer.ts';
import type { Faults } from '../faults/index.ts';
import type { Cluster } from '../machinery/cluster.ts';
import type { ApiRequest } from './api-request.ts';
import type { TokenAuthenticator } from './access/authentication.ts';
import type { DiscoveryDocuments } from './discovery.ts';
import type { OpenApiDocuments } from '../openapi/documents.ts';

/** Handles a request for which there is no object of its own, such as a review or an eviction. */
export type SpecialHandler = (request: ApiRequest, served: ServedCluster) => void | Promise<void>;

/** A cluster with what serving it over HTTP needs. */
export interface ServedCluster {
  readonly cluster: Cluster;
  readonly authorizer: Authorizer;
  readonly tokens: TokenAuthenticator;
  readonly discovery: DiscoveryDocuments;
  readonly openApi: OpenApiDocuments;
  readonly faults: Faults;
  /** By `group/plural`: resources that answer a `POST` without storing anything. */
  readonly creators: ReadonlyMap<string, SpecialHandler>;
  /** By `group/plural/subresource`. */
  readonly subresources: ReadonlyMap<string, SpecialHandler>;
}
