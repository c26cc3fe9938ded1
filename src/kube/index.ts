export { KubeError, type KubeErrorCode } from './error.ts';
export type { ApiResource, Discovery, ResourceRef } from './resource.ts';
export type {
  DeleteOptions,
  Identity,
  KubeClient,
  KubeList,
  KubeReader,
  KubeWriter,
  ListOptions,
  Patch,
  RequestOptions,
  StreamingKubeClient,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
export type { Informer, InformerEvent, InformerOptions } from './informer.ts';
export type { Reconciler, ReconcileResult } from './reconciler.ts';
export {
  argoInClusterAddress,
  type ClusterConfig,
  configFromArgoCluster,
  configFromKubeconfig,
  type ConfigOverrides,
  type ConfigTrust,
  type Credential,
  type Environment,
  type ExecPlugin,
  inClusterConfig,
  type Kubeconfig,
  loadClusterConfig,
  loadKubeconfig,
  type LoadOptions,
  mergeKubeconfigs,
  parseKubeconfig,
  type PemSource,
  resolveContext,
  type TlsConfig,
  trusted,
  untrusted,
} from './config/index.ts';
export { pluginRunner, type RunPlugin } from './auth/index.ts';
export { type ConnectOptions, connectCluster, type KubeConnection } from './connect.ts';
export { followDefinitions } from './discovery/index.ts';
export {
  type InformerLease,
  type InformerPorts,
  InformerSet,
  type InformerSource,
  type InformerTuning,
  type OwnedInformer,
  startInformer,
  untilSynced,
} from './informer/index.ts';
export { untilAbort } from './until-abort.ts';
export { type ControllerOptions, runController } from './controller.ts';
export { type EventContent, EventRecorder } from './events/index.ts';
export {
  type LeaderElectionOptions,
  type LeadershipEnd,
  memberLabel,
  runAsLeader,
  ShardMembership,
  type ShardMembershipOptions,
} from './leader/index.ts';
export { openTransport, type Transport } from './transport/index.ts';
