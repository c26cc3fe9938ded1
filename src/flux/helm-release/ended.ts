/** How one reconcile ended. */
export type Ended =
  | { readonly kind: 'rest' }
  | { readonly kind: 'again'; readonly afterMs: number | undefined }
  /** Something that is waited for gives the next turn, or `afterMs` does. */
  | { readonly kind: 'blocked'; readonly afterMs: number | undefined }
  /** Nothing is worth telling yet. */
  | { readonly kind: 'soon'; readonly afterMs: number };

/** Upstream's `--requeue-dependency`; an event comes sooner. */
export const dependencyRetryMs = 30_000;
