export type { ChartValueView } from './contract/index.ts';
export { artifactResponse } from './artifact-response.ts';
export { type ApiPorts, createApp } from './app.ts';
export {
  type AccountsSource,
  createSignIn,
  ensureAdmin,
  readInitialPassword,
  roleAuthorizer,
  threadedHasher,
  watchAccounts,
} from './auth/index.ts';
export { deliveryKinds, DeliveryPages, DeliveryWatch } from './deliveries/index.ts';
export { type ClusterObjects, type LogRequest, type ObjectsTarget, WatchedTrees } from './objects/index.ts';
export { builtPageDir, type PageFiles, readPageFiles } from './page/index.ts';
export { type PrometheusMetrics, prometheusMetrics } from './prometheus-metrics.ts';
export { type ApiServer, serveApi } from './serve.ts';
export {
  type ContractRouter,
  createV1,
  type LookedAt,
  type LookOptions,
  type Looks,
  type V1Ports,
} from './v1/index.ts';
export type { WebhookSecrets } from './webhooks/index.ts';
