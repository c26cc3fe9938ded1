import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import { generateConfigMap, generateSecret } from '../generators/index.ts';
import { mapNode, type Node, type Place, plainNode, stringNode } from '../node/index.ts';
import { createResource, type Resource } from '../resource/index.ts';
import {
  chartConfig,
  chartGlobalsConfig,
  configMapConfig,
  iamPolicyConfig,
  metadataConfig,
  secretConfig,
} from './configs.ts';
import type { PluginFactory } from './plugin.ts';
import { read } from './read.ts';

/** `ConfigMapGenerator` as a plugin: name and namespace may be those of its own metadata. */
export const configMapPlugin: PluginFactory = (config, { files, scopes }) => {
  const entry = named(read(configMapConfig, config), config);
  return { kind: 'generator', generate: () => [generateConfigMap(entry, { files, scopes, options: undefined })] };
};

/** `SecretGenerator` as a plugin. */
export const secretPlugin: PluginFactory = (config, { files, scopes }) => {
  const entry = named(read(secretConfig, config), config);
  return { kind: 'generator', generate: () => [generateSecret(entry, { files, scopes, options: undefined })] };
};

interface Named {
  readonly name?: Text;
  readonly namespace?: Text;
}

function named<E extends Named>(entry: E, config: Resource): E {
  const { metadata } = read(metadataConfig, config);
  const missing = (text: Text | undefined): boolean => text === undefined || text.text === '';
  const own: { name?: Text; namespace?: Text } = {};
  if (missing(entry.name) && metadata?.name !== undefined) own.name = metadata.name;
  if (missing(entry.namespace) && metadata?.namespace !== undefined) own.namespace = metadata.namespace;
  return { ...entry, ...own };
}

/** `HelmChartInflationGenerator` as a plugin. */
export const chartPlugin: PluginFactory = (config) => ({
  kind: 'chart',
  chart: read(chartConfig, config),
  globals: read(chartGlobalsConfig, config),
});

/** `IAMPolicyGenerator`: a ServiceAccount that stands for one of Google's cloud (api 0.20, filters/iampolicygenerator). */
export const iamPolicyPlugin: PluginFactory = (config, { scopes }) => {
  const { cloud, kubernetesService, serviceAccount, place } = read(iamPolicyConfig, config);
  return {
    kind: 'generator',
    generate() {
      if (cloud?.text !== 'gke') {
        const message = `cloud provider ${cloud?.text ?? ''} not supported yet: there is gke`;
        throw new KustomizeError('generator', message, { place: cloud?.place ?? place });
      }
      const address = `${serviceAccount?.name?.text ?? ''}@${serviceAccount?.projectId?.text ?? ''}.iam.gserviceaccount.com`;
      const from = serviceAccount?.name?.place ?? place;
      const metadata = mapNode(
        [
          ['annotations', mapNode([['iam.gke.io/gcp-service-account', plainNode(address, from, iam)]], from, iam)],
          ['name', textNode(kubernetesService?.name, place)],
        ],
        place,
        iam,
      );
      const namespace = kubernetesService?.namespace;
      if (namespace !== undefined && namespace.text !== '')
        metadata.entries.set('namespace', textNode(namespace, place));
      const root = mapNode(
        [
          ['apiVersion', stringNode('v1', place, iam)],
          ['kind', stringNode('ServiceAccount', place, iam)],
          ['metadata', metadata],
        ],
        place,
        iam,
      );
      return [createResource(root, scopes)];
    },
  };
};

const iam = 'IAMPolicyGenerator';

function textNode(text: Text | undefined, place: Place): Node {
  return plainNode(text?.text ?? '', text?.place ?? place, iam);
}
