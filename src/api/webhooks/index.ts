export type { Push, WebhookRequest, WebhookSecrets } from './push.ts';
export { receivePush } from './receive-push.ts';
