import { type Json, jsonAt, textAt } from '../../base/index.ts';
import type { Push, Receiver, WebhookRequest } from './push.ts';
import { isSameToken, isSigned } from './signature.ts';

const badSignature: Push = {
  kind: 'refused',
  status: 401,
  message: 'the signature does not fit the body: check the secret on both sides',
};

/** GitHub (and GitHub Enterprise): `X-GitHub-Event`, signed with HMAC-SHA256. */
export const github: Receiver = (request, secrets) => {
  const event = request.header('x-github-event');
  // Gitea sends GitHub's header too, for receivers that know no other.
  if (event === undefined || request.header('x-gitea-event') !== undefined) return undefined;
  if (secrets.github !== undefined && !isSigned(request.body, secrets.github, request.header('x-hub-signature-256')))
    return badSignature;
  if (event !== 'push') return { kind: 'ignored', event };
  return push(request, (body) => texts(body, 'repository', ['clone_url', 'ssh_url', 'git_url', 'html_url']));
};

/** Gitea, Forgejo and Gogs: `X-Gitea-Event` or `X-Gogs-Event`, signed with HMAC-SHA256. */
export const gitea: Receiver = (request, secrets) => {
  const event = request.header('x-gitea-event') ?? request.header('x-gogs-event');
  if (event === undefined) return undefined;
  const signature = request.header('x-gitea-signature') ?? request.header('x-gogs-signature');
  if (secrets.gitea !== undefined && !isSigned(request.body, secrets.gitea, signature)) return badSignature;
  if (event !== 'push') return { kind: 'ignored', event };
  return push(request, (body) => texts(body, 'repository', ['clone_url', 'ssh_url', 'html_url']));
};

/** GitLab: `X-Gitlab-Event`, with the secret itself in `X-Gitlab-Token`. */
export const gitlab: Receiver = (request, secrets) => {
  const event = request.header('x-gitlab-event');
  if (event === undefined) return undefined;
  if (secrets.gitlab !== undefined && !isSameToken(secrets.gitlab, request.header('x-gitlab-token'))) {
    return { kind: 'refused', status: 401, message: 'the token does not fit: check the secret on both sides' };
  }
  const ofSystem = event === 'System Hook';
  if (!['Push Hook', 'Tag Push Hook', 'System Hook'].includes(event)) return { kind: 'ignored', event };
  return push(request, (body) => {
    if (ofSystem && !['push', 'tag_push'].includes(textAt(body, 'event_name'))) return [];
    return [
      ...texts(body, 'project', ['git_http_url', 'git_ssh_url', 'web_url']),
      ...texts(body, 'repository', ['git_http_url', 'git_ssh_url']),
    ];
  });
};

/** Anybody else: a body `{"repository": "<address>"}`, signed in `X-Signature: sha256=<hex>`. */
export const generic: Receiver = (request, secrets) => {
  const signature = request.header('x-signature');
  if (secrets.generic !== undefined && !isSigned(request.body, secrets.generic, signature)) return badSignature;
  return push(request, (body) => {
    const repository = jsonAt(body, 'repository');
    return typeof repository === 'string' ? [repository] : texts(body, 'repository', ['clone_url', 'url', 'html_url']);
  });
};

function push(request: WebhookRequest, urlsOf: (body: Json) => string[]): Push {
  let body: Json;
  try {
    body = JSON.parse(Buffer.from(request.body).toString('utf8')) as Json;
  } catch {
    return { kind: 'refused', status: 400, message: 'the body is not JSON: send the webhook as application/json' };
  }
  const urls = urlsOf(body);
  return urls.length === 0
    ? { kind: 'refused', status: 400, message: 'the body names no repository' }
    : { kind: 'push', urls: [...new Set(urls)] };
}

function texts(body: Json, parent: string, fields: readonly string[]): string[] {
  return fields.flatMap((field) => {
    const value = jsonAt(body, parent, field);
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}
