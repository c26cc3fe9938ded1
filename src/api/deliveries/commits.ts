import { createLru, formatTime, type KubeObject } from '../../base/index.ts';
import type { CommitInfo } from '../../source/index.ts';
import type { CommitView } from '../contract/index.ts';

/** Reads a commit of the repository that an owner is delivered from; undefined where it cannot be had. */
export type ReadCommit = (owner: KubeObject, commit: string, signal: AbortSignal) => Promise<CommitInfo | undefined>;

/** How many are read at a time, and how many wait at most: what is left out is asked for again with the next change. */
const maxReading = 2;
const maxWaiting = 2_000;

/** What commits say, by repository and id: read once, however many deliveries are at one. */
export class Commits {
  readonly #read: ReadCommit;
  readonly #arrived: (repo: string, revision: string) => void;
  readonly #known = createLru<{ readonly info: CommitInfo | undefined }>({ max: 20_000 });
  readonly #waiting = new Map<
    string,
    { readonly owner: KubeObject; readonly repo: string; readonly revision: string }
  >();
  readonly #stop = new AbortController();
  #reading = 0;

  constructor(read: ReadCommit, arrived: (repo: string, revision: string) => void) {
    this.#read = read;
    this.#arrived = arrived;
  }

  /** What is known of a commit now; what is not is read, and `arrived` told. */
  of(owner: KubeObject, repo: string, revision: string): CommitView {
    const isCommit = /^[0-9a-f]{40,64}$/.test(revision);
    const plain = { revision, short: isCommit ? revision.slice(0, 7) : revision };
    if (!isCommit) return plain;
    const key = `${repo} ${revision}`;
    const known = this.#known.get(key);
    const url = commitUrl(repo, revision);
    if (known === undefined) this.#want(key, owner, repo, revision);
    const info = known?.info;
    return {
      ...plain,
      ...(info === undefined
        ? {}
        : {
            subject: info.message.split('\n', 1)[0]?.slice(0, 200) ?? '',
            message: info.message.slice(0, 20_000),
            author: info.author,
            time: formatTime(info.date),
          }),
      ...(url === undefined ? {} : { url }),
    };
  }

  close(): void {
    this.#stop.abort();
    this.#waiting.clear();
  }

  #want(key: string, owner: KubeObject, repo: string, revision: string): void {
    if (this.#waiting.size >= maxWaiting || this.#waiting.has(key)) return;
    this.#waiting.set(key, { owner, repo, revision });
    this.#next();
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#reading >= maxReading || this.#stop.signal.aborted) return;
    const [key, { owner, repo, revision }] = first;
    this.#reading += 1;
    // Stays among those that wait until it is known, so that nobody asks for it twice; behind all others.
    this.#waiting.delete(key);
    this.#known.set(key, { info: undefined });
    this.#read(owner, revision, this.#stop.signal)
      .catch(() => undefined)
      .then((info) => {
        this.#reading -= 1;
        if (this.#stop.signal.aborted) return;
        if (info === undefined) this.#known.delete(key);
        else {
          this.#known.set(key, { info });
          this.#arrived(repo, revision);
        }
        this.#next();
      })
      .catch(() => undefined);
    this.#next();
  }
}

/** The page of a commit at hosts whose addresses are known. */
function commitUrl(repo: string, revision: string): string | undefined {
  const base = webAddress(repo);
  if (base === undefined) return undefined;
  const { hostname } = new URL(base);
  if (hostname === 'gitlab.com' || hostname.startsWith('gitlab.')) return `${base}/-/commit/${revision}`;
  if (hostname === 'bitbucket.org') return `${base}/commits/${revision}`;
  return isKnownHost(hostname) ? `${base}/commit/${revision}` : undefined;
}

/** The page of a line of a file. */
export function lineUrl(repo: string, revision: string, file: string, line: number): string | undefined {
  const base = webAddress(repo);
  if (base === undefined) return undefined;
  const { hostname } = new URL(base);
  const path = file.split('/').map(encodeURIComponent).join('/');
  if (hostname === 'gitlab.com' || hostname.startsWith('gitlab.')) return `${base}/-/blob/${revision}/${path}#L${line}`;
  if (hostname === 'bitbucket.org') return `${base}/src/${revision}/${path}#lines-${line}`;
  if (hostname === 'codeberg.org' || hostname.startsWith('gitea.'))
    return `${base}/src/commit/${revision}/${path}#L${line}`;
  return isKnownHost(hostname) ? `${base}/blob/${revision}/${path}#L${line}` : undefined;
}

function isKnownHost(hostname: string): boolean {
  return (
    ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org'].includes(hostname) ||
    /^(github|gitea)\./.test(hostname)
  );
}

/** The page of a repository: https where it is read by ssh; undefined for what has no page. */
export function webAddress(repo: string): string | undefined {
  const scp = /^(?:ssh:\/\/)?(?:[^@/]+@)?([a-z0-9.-]+)(?::|\/)(?!\/)(.+)$/i.exec(repo);
  const text = /^https?:\/\//i.test(repo) ? repo : scp === null ? '' : `https://${scp[1]}/${scp[2]}`;
  try {
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    return `${url.protocol}//${url.host}${url.pathname.replace(/(\.git)?\/*$/, '')}`;
  } catch {
    return undefined;
  }
}
