export { GitHostError, type GitHostErrorCode } from './error.ts';
export type { CommittedFile } from './fast-import.ts';
export { type GitHost, startGitHost } from './host.ts';
export type { GitHostAccount, GitHostOptions, GitHostRequest } from './options.ts';
export type { PushedCommit, PushEvent } from './push-event.ts';
export { pushPayload, type PushWebhook, sendPushWebhook } from './webhook.ts';
