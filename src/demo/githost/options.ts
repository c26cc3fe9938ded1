import type { Clock, Logger, Secret } from '../../base/index.ts';

/** Who may sign in to a Git host. */
interface GitHostAccount {
  readonly username: string;
  /** Also accepted as a bearer token. */
  readonly password: Secret;
  readonly access: 'read' | 'write';
}

/** A request as the host saw it. */
export interface GitHostRequest {
  readonly repository: string;
  /** `advertise`: the first answer; `refs`: a listing of references by version 2; `fetch`: a pack goes out; `push`: one comes in. */
  readonly kind: 'advertise' | 'refs' | 'fetch' | 'push';
  readonly status: number;
}

/** How a Git host is started. */
export interface GitHostOptions {
  /** Where the bare repositories lie; made where it is missing. */
  readonly directory: string;
  /** On the loopback interface; 0, the default, takes a free one. */
  readonly port?: number;
  readonly clock: Clock;
  readonly logger?: Logger;
  /** The `PATH` for git. */
  readonly path: string;
  /** Without any, everybody may read and write. */
  readonly accounts?: readonly GitHostAccount[];
  /** What those may do who do not sign in; `none` by default where there are accounts. */
  readonly anonymous?: 'none' | 'read' | 'write';
  /** The branch of new repositories; `main` by default. */
  readonly defaultBranch?: string;
  /** Bytes of one push; 256 MiB by default. */
  readonly maxPushBytes?: number;
  /** Requests at a time; 32 by default, more are told to come again. */
  readonly maxRequests?: number;
  /** How long one request may take; 2 minutes by default. */
  readonly timeoutMs?: number;
  /** Called when a request is answered. */
  readonly onRequest?: (request: GitHostRequest) => void;
}
