import { KustomizeError } from '../../error.ts';
import type { Text } from '../../fields/index.ts';
import { loadPlugin, type PluginTools, requireGenerator, requireTransformer } from '../../plugins/index.ts';
import { relocate } from '../../patches/index.ts';
import {
  createResource,
  nameOf,
  namespaceOf,
  type Origin,
  type Resource,
  apiVersionText,
  kindOf,
} from '../../resource/index.ts';
import type { Transformer } from '../../transformer.ts';
import { Accumulator } from '../accumulator.ts';
import { renderChart } from '../charts/index.ts';
import { appendOrigin } from '../origin.ts';
import { parseObjects } from '../parse-resources.ts';
import type { Target } from '../target.ts';
import { patchTools } from './patch-tools.ts';

/** A transformer, and what `buildMetadata` says of whoever it changed. */
export interface TracedTransformer {
  readonly transformer: Transformer;
  readonly origin: Origin | undefined;
}

/** Adds files and folders of resources, as for `resources`. */
export type Gather = (target: Target, into: Accumulator, paths: readonly Text[]) => void;

/** The generators that `generators` names, in the order in which they run (KustTarget.configureExternalGenerators). */
export function externalGenerators(target: Target, gather: Gather): (() => Resource[])[] {
  const configs = configurations(target, target.kustomization.generators, gather);
  const tools = pluginTools(target);
  return configs.map((config) => {
    const plugin = requireGenerator(loadPlugin(config, tools), config);
    const origin = originOf(config);
    return () => {
      const made =
        plugin.kind === 'chart' ? renderChart(target, plugin.chart, plugin.globals, undefined) : plugin.generate();
      for (const resource of made) resource.origin ??= origin;
      return made;
    };
  });
}

/** The transformers that files, folders or texts name (KustTarget.configureExternalTransformers). */
export function externalTransformers(target: Target, paths: readonly Text[], gather: Gather): TracedTransformer[] {
  const tools = pluginTools(target);
  return configurations(target, paths, gather).map((config) => {
    const { transformer } = requireTransformer(loadPlugin(config, tools), config);
    return { transformer, origin: originOf(config) };
  });
}

/** Texts that are resources themselves come first, then what files and folders hold. */
function configurations(target: Target, paths: readonly Text[], gather: Gather): Resource[] {
  if (paths.length === 0) return [];
  const gathered = new Accumulator(target.run.caches.configs);
  const named: Text[] = [];
  for (const path of paths) {
    const inline = inlineResources(target, path);
    if (inline === undefined) named.push(path);
    else gathered.append(inline);
  }
  gather(target, gathered, named);
  return gathered.resources;
}

function inlineResources({ run, origin, kustomization }: Target, text: Text): Resource[] | undefined {
  try {
    return parseObjects(text.text, text.place.file).map((root) => {
      relocate(root, text);
      const resource = createResource(root, run.scopes);
      if (origin !== undefined) resource.origin = appendOrigin(origin, kustomization.fileName);
      return resource;
    });
  } catch (error) {
    if (error instanceof KustomizeError && error.code === 'malformed') return undefined;
    throw error;
  }
}

function pluginTools(target: Target): PluginTools {
  const { folder } = target.location;
  return { ...patchTools(target), folderName: folder.slice(folder.lastIndexOf('/') + 1) };
}

/** What `buildMetadata` says of what a plugin made or changed (resource.OriginFromCustomPlugin). */
function originOf({ origin, root }: Resource): Origin | undefined {
  if (origin === undefined) return undefined;
  const by = { apiVersion: apiVersionText(root), kind: kindOf(root), name: nameOf(root), namespace: namespaceOf(root) };
  return { ...origin, path: '', configuredIn: origin.path, configuredBy: by };
}
