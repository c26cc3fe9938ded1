import { createDirectoryKind } from './directory/index.ts';
import { createHelmKind } from './helm/index.ts';
import { createKustomizeKind } from './kustomize/index.ts';
import type { RenderKind } from './render-kind.ts';
import type { RenderOptions } from './renderer.ts';

/** Every kind of renderer by its name in RenderOptions. */
export type RenderKinds = {
  readonly [K in RenderOptions['kind']]: RenderKind<Extract<RenderOptions, { readonly kind: K }>>;
};

/** Makes the kinds for one thread, with caches of parsed files of about `cacheBytes` each. */
export function createRenderKinds(options: { readonly cacheBytes: number }): RenderKinds {
  const directory = createDirectoryKind(options);
  return { directory, kustomize: createKustomizeKind({ ...options, directory }), helm: createHelmKind(options) };
}
