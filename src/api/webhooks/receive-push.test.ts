import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../base/index.ts';
import type { Push, WebhookSecrets } from './push.ts';
import { receivePush } from './receive-push.ts';

const key = 's3cret';
const secrets: WebhookSecrets = {
  github: new Secret(key),
  gitlab: new Secret(key),
  gitea: new Secret(key),
  generic: new Secret(key),
};

function receive(headers: Readonly<Record<string, string>>, body: unknown, known: WebhookSecrets = {}): Push {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return receivePush({ header: (name) => headers[name], body: new TextEncoder().encode(text) }, known);
}

const sign = (body: unknown, secret = key): string =>
  createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex');

const github = {
  ref: 'refs/heads/main',
  repository: {
    clone_url: 'https://github.com/acme/shop.git',
    ssh_url: 'git@github.com:acme/shop.git',
    git_url: 'git://github.com/acme/shop.git',
    html_url: 'https://github.com/acme/shop',
  },
};
const gitea = {
  ref: 'refs/heads/main',
  repository: {
    clone_url: 'https://git.acme.dev/acme/shop.git',
    ssh_url: 'git@git.acme.dev:acme/shop.git',
    html_url: 'https://git.acme.dev/acme/shop',
  },
};
const gitlab = {
  object_kind: 'push',
  event_name: 'push',
  project: {
    git_http_url: 'https://gitlab.com/acme/shop.git',
    git_ssh_url: 'git@gitlab.com:acme/shop.git',
    web_url: 'https://gitlab.com/acme/shop',
  },
  repository: {
    git_http_url: 'https://gitlab.com/acme/shop.git',
    git_ssh_url: 'git@gitlab.com:acme/shop.git',
  },
};
const generic = { repository: 'https://git.acme.dev/acme/shop.git' };

/** How each sender says and proves who it is. */
const senders: readonly {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly proof: (body: unknown, secret?: string) => Readonly<Record<string, string>>;
  readonly urls: readonly string[];
}[] = [
  {
    name: 'GitHub',
    headers: { 'x-github-event': 'push' },
    body: github,
    proof: (body, secret) => ({ 'x-hub-signature-256': `sha256=${sign(body, secret)}` }),
    urls: Object.values(github.repository),
  },
  {
    name: 'Gitea',
    headers: { 'x-gitea-event': 'push' },
    body: gitea,
    proof: (body, secret) => ({ 'x-gitea-signature': sign(body, secret) }),
    urls: Object.values(gitea.repository),
  },
  {
    name: 'Gitea with the headers of GitHub and Gogs besides its own',
    headers: { 'x-gitea-event': 'push', 'x-gogs-event': 'push', 'x-github-event': 'push' },
    body: gitea,
    proof: (body, secret) => ({
      'x-gitea-signature': sign(body, secret),
      'x-gogs-signature': sign(body, secret),
      'x-hub-signature-256': `sha256=${sign(body, secret)}`,
    }),
    urls: Object.values(gitea.repository),
  },
  {
    name: 'Gogs',
    headers: { 'x-gogs-event': 'push' },
    body: gitea,
    proof: (body, secret) => ({ 'x-gogs-signature': sign(body, secret) }),
    urls: Object.values(gitea.repository),
  },
  {
    name: 'GitLab',
    headers: { 'x-gitlab-event': 'Push Hook' },
    body: gitlab,
    proof: (_body, secret = key) => ({ 'x-gitlab-token': secret }),
    urls: Object.values(gitlab.project),
  },
  {
    name: 'GitLab, of the whole system',
    headers: { 'x-gitlab-event': 'System Hook' },
    body: gitlab,
    proof: (_body, secret = key) => ({ 'x-gitlab-token': secret }),
    urls: Object.values(gitlab.project),
  },
  {
    name: 'GitLab, of a tag',
    headers: { 'x-gitlab-event': 'Tag Push Hook' },
    body: { ...gitlab, event_name: 'tag_push' },
    proof: (_body, secret = key) => ({ 'x-gitlab-token': secret }),
    urls: Object.values(gitlab.project),
  },
  {
    name: 'anybody else',
    headers: {},
    body: generic,
    proof: (body, secret) => ({ 'x-signature': `sha256=${sign(body, secret)}` }),
    urls: [generic.repository],
  },
];

describe.each(senders)('a push from $name', ({ headers, body, proof, urls }) => {
  it('names the repository by all its addresses', () => {
    expect(receive({ ...headers, ...proof(body) }, body, secrets)).toEqual({ kind: 'push', urls });
  });

  it('needs no proof where there is no secret, as upstream has it', () => {
    expect(receive(headers, body)).toEqual({ kind: 'push', urls });
  });

  it.each([
    ['without a proof', {}],
    ['with the proof of another secret', proof(body, 'wrong')],
    ['with an empty proof', Object.fromEntries(Object.keys(proof(body)).map((name) => [name, '']))],
    ['with the proof of another body', proof({ ...(body as object), ref: 'refs/heads/other' })],
  ])('is refused %s', (how, given) => {
    // GitLab's proof is the secret itself, whatever the body.
    if (how.endsWith('another body') && 'x-gitlab-token' in given) return;
    expect(receive({ ...headers, ...given }, body, secrets)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('is refused where it is no JSON, or names no repository', () => {
    expect(receive(headers, '{"repository": ')).toMatchObject({ kind: 'refused', status: 400 });
    for (const other of [
      {},
      [],
      null,
      'text',
      7,
      { repository: null, project: [] },
      { repository: { clone_url: 7 } },
    ]) {
      expect(receive(headers, other), JSON.stringify(other)).toMatchObject({ kind: 'refused', status: 400 });
    }
  });

  it('never says in a refusal what the secret is', () => {
    const refused = receive({ ...headers, ...proof(body, 'wrong') }, body, secrets);
    expect(JSON.stringify(refused)).not.toContain(key);
  });
});

describe('other events', () => {
  it.each([
    ['a ping of GitHub', { 'x-github-event': 'ping' }, { zen: 'Design for failure.' }, 'ping'],
    ['an issue of GitHub', { 'x-github-event': 'issues' }, github, 'issues'],
    [
      'a pull request of Gitea',
      { 'x-gitea-event': 'pull_request', 'x-github-event': 'pull_request' },
      gitea,
      'pull_request',
    ],
    ['a note of GitLab', { 'x-gitlab-event': 'Note Hook' }, gitlab, 'Note Hook'],
  ])('%s is answered and ignored', (_what, headers, body, event) => {
    expect(receive(headers, body)).toEqual({ kind: 'ignored', event });
  });

  it.each([
    ['GitHub', { 'x-github-event': 'ping' }],
    ['Gitea', { 'x-gitea-event': 'ping' }],
    ['GitLab', { 'x-gitlab-event': 'Note Hook' }],
  ])('of %s must be proven too', (_sender, headers) => {
    expect(receive(headers, {}, secrets)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('of the whole GitLab system that are no push name no repository', () => {
    const created = { ...gitlab, event_name: 'project_create' };
    expect(receive({ 'x-gitlab-event': 'System Hook' }, created).kind).not.toBe('push');
  });
});

describe('a sender', () => {
  it('is not taken for another, whose secret is not known', () => {
    // Whoever sends Gitea's header is judged by Gitea's secret, also with a good signature of GitHub's.
    const proof = { 'x-hub-signature-256': `sha256=${sign(github)}` };
    const only = { gitea: new Secret('other'), github: new Secret(key) };
    const headers = { 'x-github-event': 'push', 'x-gitea-event': 'push', ...proof };
    expect(receive(headers, github, only)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it('may write its signature in capitals', () => {
    const headers = { 'x-github-event': 'push', 'x-hub-signature-256': `sha256=${sign(github).toUpperCase()}` };
    expect(receive(headers, github, secrets).kind).toBe('push');
  });

  it.each(['sha1=', 'sha256=zz', 'sha256=', `sha256=${'a'.repeat(63)}`, `sha256=${'a'.repeat(66)}`, 'md5'])(
    'that signs with %j is refused',
    (signature) => {
      const headers = { 'x-github-event': 'push', 'x-hub-signature-256': signature };
      expect(receive(headers, github, secrets)).toMatchObject({ kind: 'refused', status: 401 });
    },
  );
});
