export { type GitHost, startGitHost } from './host.ts';
export type { GitHostOptions, GitHostRequest } from './options.ts';
export type { PushEvent } from './push-event.ts';
export { sendPushWebhook } from './webhook.ts';
