export { artifactResponse } from './artifact-response.ts';
export { type ApiPorts, createApp } from './app.ts';
export { type PrometheusMetrics, prometheusMetrics } from './prometheus-metrics.ts';
export { type ApiServer, serveApi } from './serve.ts';
export type { WebhookSecrets } from './webhooks/index.ts';
