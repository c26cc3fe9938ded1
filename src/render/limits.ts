import type { RenderLimits } from './renderer.ts';

/**
 * What a render may cost where its request says nothing else. Time and bytes are Argo CD's defaults (ARGOCD_EXEC_TIMEOUT;
 * `reposerver.max.combined.directory.manifests.size`, `10M`); upstream does not bound the number of objects.
 */
export const defaultLimits: RenderLimits = { timeoutMs: 90_000, maxBytes: 10_000_000, maxObjects: 20_000 };

/**
 * How many times larger than their files the JSON of the objects may be. JSON escapes at most six-fold; what grows beyond that
 * repeats large texts by aliases.
 */
export const maxExpansion = 8;
