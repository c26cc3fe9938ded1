import type { Secret } from '../../base/index.ts';

/** What a webhook's request is judged by. */
export interface WebhookRequest {
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
}

/** What a receiver makes of a request. */
export type Push =
  /** A push to a repository, by all the addresses that the sender gives it. */
  | { readonly kind: 'push'; readonly urls: readonly string[] }
  /** An event of this sender that says nothing about sources, such as a ping. */
  | { readonly kind: 'ignored'; readonly event: string }
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly message: string };

/** The secrets that senders sign with; without one the sender is not checked, as upstream has it. */
export interface WebhookSecrets {
  readonly github?: Secret;
  readonly gitlab?: Secret;
  /** Also Gogs and Forgejo. */
  readonly gitea?: Secret;
  readonly generic?: Secret;
}

/** Reads the requests of one kind of sender; undefined for requests of another. */
export type Receiver = (request: WebhookRequest, secrets: WebhookSecrets) => Push | undefined;
