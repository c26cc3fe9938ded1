import type { HelmChartEntry, HelmGlobalsEntry } from '../kustomization/index.ts';
import type { PatchTools } from '../patches/index.ts';
import type { Resource } from '../resource/index.ts';
import type { Transformer } from '../transformer.ts';

/** What plugins are configured with. */
export interface PluginTools extends PatchTools {
  /** The name of the kustomization's folder. */
  readonly folderName: string;
}

/** A plugin that is ready to run. */
export type Plugin =
  | { readonly kind: 'transformer'; readonly transformer: Transformer }
  | { readonly kind: 'generator'; generate(): Resource[] }
  /** A chart, which the build has rendered. */
  | { readonly kind: 'chart'; readonly chart: HelmChartEntry; readonly globals: HelmGlobalsEntry };

/** Makes a plugin of its configuration. Throws KustomizeError. */
export type PluginFactory = (config: Resource, tools: PluginTools) => Plugin;
