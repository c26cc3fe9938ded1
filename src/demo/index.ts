export { applyObjects, objectsOf } from './apply-manifests.ts';
export { checkDemo, type CheckReport } from './check-demo.ts';
export { type DeliveryState, expectedDeliveries, watchDeliveries } from './deliveries.ts';
export { type GitHost, type GitHostOptions, sendPushWebhook, startGitHost } from './githost/index.ts';
export { type Demo, type DemoOptions, startDemo, usualPorts } from './start-demo.ts';
