import type { ClusterConfig } from './cluster-config.ts';
import { parseKubeconfig } from './kubeconfig.ts';
import { type ConfigOverrides, resolveContext } from './resolve.ts';
import { type ConfigTrust, untrusted } from './trust.ts';

/**
 * The connection that the text of a kubeconfig describes, such as one in a Secret that a Flux `kubeConfig.secretRef` names. Nothing
 * is trusted by default: see ConfigTrust. `source` names the text in messages (`Secret flux-system/prod`). Throws KubeError `config`.
 */
export function configFromKubeconfig(
  text: string,
  options: { readonly source: string; readonly trust?: ConfigTrust; readonly overrides?: ConfigOverrides },
): ClusterConfig {
  const config = parseKubeconfig(text, { source: options.source });
  return resolveContext(config, options.trust ?? untrusted, options.overrides);
}
