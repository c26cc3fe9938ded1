import { createHmac } from 'node:crypto';
import { messageOf, type Secret } from '../../base/index.ts';
import { GitHostError } from './error.ts';
import { noCommit, type PushEvent } from './push-event.ts';

/** Where pushes are announced. */
export interface PushWebhook {
  readonly url: string;
  /** Whose headers are sent; Gitea's are GitHub's and its own. */
  readonly style: 'github' | 'gitea';
  /** Signs the body. */
  readonly secret?: Secret;
}

/** Posts a push as GitHub or Gitea would. Throws GitHostError `failed` where it is not accepted. */
export async function sendPushWebhook(
  webhook: PushWebhook,
  event: PushEvent,
  options: { readonly fetch: typeof fetch; readonly delivery: string; readonly signal?: AbortSignal },
): Promise<void> {
  const body = JSON.stringify(pushPayload(event));
  const response = await post(webhook, event, body, options);
  if (!response.ok) {
    const message = `the webhook ${webhook.url} answered ${response.status}`;
    throw new GitHostError('failed', message, { object: event.repository });
  }
}

async function post(
  webhook: PushWebhook,
  event: PushEvent,
  body: string,
  options: { readonly fetch: typeof fetch; readonly delivery: string; readonly signal?: AbortSignal },
): Promise<Response> {
  const signature = webhook.secret === undefined ? undefined : sign(webhook.secret, body);
  try {
    return await options.fetch(webhook.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': options.delivery,
        ...(signature === undefined ? {} : { 'x-hub-signature-256': `sha256=${signature}` }),
        ...(webhook.style === 'gitea' ? giteaHeaders(options.delivery, signature) : {}),
      },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    const message = `the webhook ${webhook.url} cannot be reached: ${messageOf(error)}`;
    throw new GitHostError('failed', message, { object: event.repository, cause: error });
  }
}

function giteaHeaders(delivery: string, signature: string | undefined): Record<string, string> {
  return {
    'x-gitea-event': 'push',
    'x-gitea-delivery': delivery,
    ...(signature === undefined ? {} : { 'x-gitea-signature': signature }),
  };
}

function sign(secret: Secret, body: string): string {
  return createHmac('sha256', secret.reveal()).update(body).digest('hex');
}

/** The body of a push event, as far as GitHub's and Gitea's agree (GitHub's documentation of webhook payloads, `push`). */
function pushPayload(event: PushEvent): object {
  const web = event.url.replace(/\.git$/, '');
  const [owner = ''] = event.repository.split('/');
  const name = event.repository.slice(event.repository.lastIndexOf('/') + 1);
  const commits = event.commits.map((commit) => ({
    id: commit.id,
    message: commit.message,
    timestamp: new Date(commit.date).toISOString(),
    url: `${web}/commit/${commit.id}`,
    author: commit.author,
    committer: commit.author,
    added: commit.added,
    modified: commit.modified,
    removed: commit.removed,
  }));
  return {
    ref: event.ref,
    before: event.before,
    after: event.after,
    created: event.before === noCommit,
    deleted: event.after === noCommit,
    compare: `${web}/compare/${event.before}...${event.after}`,
    commits,
    head_commit: commits.at(-1) ?? null,
    repository: {
      name,
      full_name: event.repository,
      owner: { name: owner, login: owner, username: owner },
      html_url: web,
      url: web,
      clone_url: event.url,
      ssh_url: event.url,
      default_branch: event.defaultBranch,
      private: false,
    },
    pusher: { name: 'demo', email: 'demo@slipway.dev' },
    sender: { login: 'demo' },
  };
}
