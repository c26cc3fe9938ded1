import type { RenderLimits, RenderOptions } from './renderer.ts';

/**
 * What a render may cost where nothing else is said. Time and bytes are Argo CD's defaults (ARGOCD_EXEC_TIMEOUT;
 * `reposerver.max.combined.directory.manifests.size`, `10M`). Flux bounds neither the bytes nor anybody the objects: there the limits
 * are far above what people have, and keep a worker from running out of memory.
 */
export const defaultLimits: Readonly<Record<'argocd' | 'flux', RenderLimits>> = {
  argocd: { timeoutMs: 90_000, maxBytes: 10_000_000, maxObjects: 20_000 },
  flux: { timeoutMs: 90_000, maxBytes: 50_000_000, maxObjects: 20_000 },
};

/** The limits of one render: what is given, later ones first, then the defaults. */
export function limitsOf(
  options: RenderOptions,
  ...given: readonly (Partial<RenderLimits> | undefined)[]
): RenderLimits {
  return Object.assign({}, defaultLimits[options.dialect], ...given) as RenderLimits;
}

/**
 * How many times larger than their files the JSON of the objects may be. JSON escapes at most six-fold; what grows beyond that
 * repeats large texts by aliases.
 */
export const maxExpansion = 8;
