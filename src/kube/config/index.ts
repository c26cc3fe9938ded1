export type { ClusterConfig, Credential, ExecPlugin, PemSource, TlsConfig } from './cluster-config.ts';
export { type ConfigTrust, trusted, untrusted } from './trust.ts';
export { type Environment, proxyFromEnvironment } from './proxy.ts';
export { type Kubeconfig, mergeKubeconfigs, parseKubeconfig } from './kubeconfig.ts';
export { type ConfigOverrides, resolveContext } from './resolve.ts';
export { loadClusterConfig, loadKubeconfig, type LoadOptions } from './load.ts';
export { inClusterConfig } from './in-cluster.ts';
export { configFromKubeconfig } from './from-secret.ts';
export { argoInClusterAddress, configFromArgoCluster } from './from-argocd-cluster.ts';
