import type { RequestOptions } from '../client.ts';

/** What a request is about: for metrics and messages. */
export interface RequestSubject {
  /** As Kubernetes' authorization names it: get, list, watch, create, update, patch, delete. */
  readonly verb: string;
  readonly group: string;
  /** The plural, or `discovery`, or `other` for addresses that are no resource. */
  readonly resource: string;
  readonly subresource: string;
  /** As a person would name it: `deployments.apps default/web`. */
  readonly object: string;
}

/** One request to an API server. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Path and query below the server's own base path; starts with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | undefined;
  readonly subject: RequestSubject;
  /** Whether sending it twice leaves the same as sending it once, so that it may be sent again when its answer got lost. */
  readonly idempotent: boolean;
}

/** A whole answer with a status below 400. */
export interface TransportResponse {
  readonly status: number;
  /** By lower-case name; of repeated headers the list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer with a status below 400 whose body is still coming. Leaving the iteration ends the connection. */
export interface TransportStream {
  readonly status: number;
  readonly headers: TransportResponse['headers'];
  readonly chunks: AsyncIterable<Buffer>;
}

/** Options of a stream. */
export interface StreamOptions extends RequestOptions {
  /** Throws `timeout` when nothing arrives for so long; never where absent. */
  readonly idleTimeoutMs?: number | undefined;
}

/**
 * The port for requests to one API server. Throws KubeError for every answer of 400 and above and for every failure on the way;
 * throws the signal's reason when it aborts.
 */
export interface Transport {
  request(request: TransportRequest, options?: RequestOptions): Promise<TransportResponse>;
  /** For answers that come bit by bit, such as watches and logs: over connections of their own, so that they starve nobody. */
  stream(request: TransportRequest, options?: StreamOptions): Promise<TransportStream>;
  /** Ends every stream, lets requests under way finish, and closes all connections. */
  close(): Promise<void>;
}
