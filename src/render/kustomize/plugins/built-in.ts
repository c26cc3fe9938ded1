import { KustomizeError } from '../error.ts';
import { currentId, gvkOf, gvkText, idText, type Resource } from '../resource/index.ts';
import { chartPlugin, configMapPlugin, iamPolicyPlugin, secretPlugin } from './generators.ts';
import type { Plugin, PluginFactory, PluginTools } from './plugin.ts';
import { transformerPlugins } from './transformers.ts';
import { valueAddPlugin } from './value-add.ts';

const factories = new Map<string, PluginFactory>([
  ...Object.entries(transformerPlugins),
  ['ConfigMapGenerator', configMapPlugin],
  ['HelmChartInflationGenerator', chartPlugin],
  ['IAMPolicyGenerator', iamPolicyPlugin],
  ['SecretGenerator', secretPlugin],
  ['ValueAddTransformer', valueAddPlugin],
]);

/**
 * The plugin that a configuration asks for (api 0.20, plugins/loader). Programs, Go plugins and functions in containers are refused, as upstream
 * does without `--enable-alpha-plugins`.
 * @throws KustomizeError `plugin` for what is not built in or cannot be configured; what reading its files throws
 */
export function loadPlugin(config: Resource, tools: PluginTools): Plugin {
  const gvk = gvkOf(config);
  const { place } = config.root;
  if (gvk.group !== '' || gvk.version !== 'builtin') {
    const message = `external plugins disabled; unable to load external plugin '${gvk.kind}': functions, programs and Go plugins are never run here, so name what it makes in resources instead, or use a plugin with apiVersion builtin`;
    throw new KustomizeError('plugin', message, { place });
  }
  const factory = factories.get(gvk.kind);
  if (factory === undefined) {
    const message = `unable to load builtin ${gvkText(gvk)}: there are ${[...factories.keys()].sort().join(', ')}`;
    throw new KustomizeError('plugin', message, { place });
  }
  return factory(config, tools);
}

/** @throws KustomizeError `plugin` where it is no transformer */
export function requireTransformer(plugin: Plugin, config: Resource): Plugin & { kind: 'transformer' } {
  if (plugin.kind === 'transformer') return plugin;
  throw misplaced(config, 'transformer', 'generators');
}

/** @throws KustomizeError `plugin` where it is no generator */
export function requireGenerator(plugin: Plugin, config: Resource): Exclude<Plugin, { kind: 'transformer' }> {
  if (plugin.kind !== 'transformer') return plugin;
  throw misplaced(config, 'generator', 'transformers');
}

function misplaced(config: Resource, wanted: string, field: string): KustomizeError {
  const message = `plugin ${idText(currentId(config))} not a ${wanted}: name it in ${field}`;
  return new KustomizeError('plugin', message, { place: config.root.place });
}
