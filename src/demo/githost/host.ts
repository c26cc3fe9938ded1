import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, silentLogger } from '../../base/index.ts';
import type { CommittedFile } from './fast-import.ts';
import type { GitHostOptions } from './options.ts';
import type { PushEvent } from './push-event.ts';
import { RepositoryStore } from './repository-store.ts';
import { serveGit } from './smart-http.ts';

/** A Git host that runs. Repositories are named without `.git`, such as `team/app`. */
export interface GitHost {
  /** `http://127.0.0.1:<port>`; a repository is at `<url>/<name>.git`. */
  readonly url: string;
  /** Makes an empty repository and gives its address. Throws GitHostError `invalid-name` or `exists`. */
  createRepository(name: string): Promise<string>;
  removeRepository(name: string): Promise<void>;
  repositories(): Promise<readonly string[]>;
  /** Where a bare repository lies on the disk. */
  pathOf(name: string): string;
  /**
   * Commits on top of a branch, which is made where it is missing: null removes a file, what is not named stays. Gives the id of the
   * commit.
   */
  commitFiles(
    name: string,
    branch: string,
    files: Readonly<Record<string, CommittedFile>>,
    message: string,
  ): Promise<string>;
  /** Moves, makes, or (`undefined`) deletes a reference, such as `refs/tags/v1`, whatever it pointed to. */
  updateRef(name: string, ref: string, commit: string | undefined): Promise<void>;
  /** What each reference points to. */
  refs(name: string): Promise<ReadonlyMap<string, string>>;
  /** Calls `pushed` for each reference that moves, by a push or by `commitFiles`; returns the way to end it. */
  onPush(pushed: (event: PushEvent) => void): () => void;
  close(): Promise<void>;
}

/**
 * Starts a Git host on the loopback interface: clone, fetch (protocol versions 0 to 2, with filters) and push over HTTP, around
 * `git upload-pack` and `git receive-pack`. No hook of a repository is ever run.
 */
export async function startGitHost(options: GitHostOptions): Promise<GitHost> {
  await mkdir(options.directory, { recursive: true });
  const store = new RepositoryStore({
    directory: options.directory,
    path: options.path,
    clock: options.clock,
    defaultBranch: options.defaultBranch ?? 'main',
    timeoutMs: options.timeoutMs ?? 120_000,
  });
  const server = createServer(answering(store, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  store.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: store.address,
    createRepository: (name) => store.create(name),
    removeRepository: (name) => store.remove(name),
    repositories: () => store.names(),
    pathOf: (name) => store.pathOf(name),
    commitFiles: (name, branch, files, message) => store.commitFiles(name, branch, files, message),
    updateRef: (name, ref, commit) => store.updateRef(name, ref, commit),
    refs: (name) => store.refs(name),
    onPush: (pushed) => store.onPush(pushed),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answering(store: RepositoryStore, options: GitHostOptions) {
  const logger = options.logger ?? silentLogger;
  let running = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (running >= (options.maxRequests ?? 32)) {
      response.writeHead(503, { 'retry-after': '1' }).end();
      return;
    }
    running += 1;
    try {
      await serveGit(request, response, store, options);
    } catch (error) {
      logger.warn('git request failed', { error: messageOf(error) });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    } finally {
      running -= 1;
    }
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response);
  };
}
