import type { HelmProfile } from '../profile.ts';
import { hookOf, type ReleaseHook } from './hook.ts';
import { byInstallOrder } from './kind-order.ts';
import type { ManifestHead, ManifestHeads } from './manifest-head.ts';
import { splitManifests } from './split.ts';
import { trimSpace } from './trim-space.ts';

/** A document that a template gave. Byte strings. */
export interface RenderedManifest {
  /** The template's path, as `# Source:` names it. */
  readonly path: string;
  readonly content: string;
  readonly kind: string;
  readonly head: ManifestHead;
}

/** What the templates gave, in the order of installation. */
export interface SortedManifests {
  readonly manifests: readonly RenderedManifest[];
  readonly hooks: readonly ReleaseHook[];
}

/**
 * The documents of rendered files, hooks apart (helm 4.2, pkg/release/v1/util SortManifests). Throws HelmError `manifest` for one that is no
 * YAML map.
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  heads: ManifestHeads,
  options: { readonly profile: HelmProfile; readonly warn: (message: string) => void },
): SortedManifests {
  const manifests: RenderedManifest[] = [];
  const hooks: ReleaseHook[] = [];
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path.slice(path.lastIndexOf('/') + 1).startsWith('_') || trimSpace(text) === '') continue;
    for (const content of splitManifests(text, options.profile)) {
      const head = heads.read(content, path);
      const hook = hookOf(content, head, path);
      if (hook === undefined) manifests.push({ path, content, kind: head.kind, head });
      else if (hook === 'unknown')
        options.warn(`skipping unknown hooks ${head.annotations?.get('helm.sh/hook') ?? ''}`);
      else hooks.push(hook);
    }
  }
  return { manifests: manifests.sort(byInstallOrder), hooks: hooks.sort(byInstallOrder) };
}
