import { bytesOfText, textOfBytes } from '../../lang/index.ts';
import { sortManifests } from './output/index.ts';
import type { HelmProfile } from './profile.ts';
import type { HelmCaches, RenderedChart } from './render-chart.ts';

/** Texts of a hook in the other form. */
function hookTexts(hook: RenderedChart['hooks'][number]): RenderedChart['hooks'][number] {
  return {
    ...hook,
    name: textOfBytes(hook.name),
    path: textOfBytes(hook.path),
    manifest: textOfBytes(hook.manifest),
  };
}

/**
 * Rendered files, taken apart and ordered as those of templates are: what a post-renderer gave (helm 4.2, pkg/action/action.go
 * renderResources). Throws HelmError `manifest` for a document that is no YAML map.
 */
export function sortDocuments(
  files: ReadonlyMap<string, string>,
  caches: HelmCaches,
  options: { readonly profile: HelmProfile; readonly warn: (message: string) => void },
): Pick<RenderedChart, 'manifests' | 'hooks'> {
  const bytes = new Map([...files].map(([path, text]) => [bytesOfText(path), bytesOfText(text)]));
  const { manifests, hooks } = sortManifests(bytes, caches.heads, options);
  return {
    manifests: manifests.map(({ path, content, head }) => ({
      path: textOfBytes(path),
      content: textOfBytes(content),
      head,
    })),
    hooks: hooks.map(hookTexts),
  };
}
