import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CommitAction } from '../model/scenario.ts';
import { author, commitTime, type GitHost } from './git-host.ts';

const run = promisify(execFile);

/** A Git host made of Git itself: bare repositories served by `git http-backend` on a port of its own. Needs `git`. */
export async function startGitHttpBackend(): Promise<GitHost> {
  const root = mkdtempSync(join(tmpdir(), 'scenario-git-'));
  const host = new GitHttpBackend(root);
  await host.setReachable(true);
  return host;
}

class GitHttpBackend implements GitHost {
  readonly #root: string;
  #port = 0;
  #server: Server | undefined;
  #commits = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** A later host may get the port of one that has ended: the folder's name, never given twice, tells their repositories apart. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}${this.#prefix}`;
  }

  get #prefix(): string {
    return `/${basename(this.#root)}`;
  }

  async commit(commit: CommitAction): Promise<string> {
    const bare = join(this.#root, `${commit.repository}.git`);
    const work = join(this.#root, 'work', commit.repository);
    if (!existsSync(bare)) await this.#create(commit.repository, bare, work);
    const git = (...args: string[]): Promise<string> => this.#git(work, args);
    const known = await git('branch', '--list', commit.branch);
    if (commit.force) {
      await git('checkout', '--quiet', '--orphan', `new-${this.#commits}`);
      await git('rm', '-rf', '--quiet', '--ignore-unmatch', '.');
    } else if (known === '') {
      await git('checkout', '--quiet', '-B', commit.branch);
    } else {
      await git('checkout', '--quiet', commit.branch);
    }
    for (const path of commit.remove) rmSync(join(work, path), { recursive: true });
    for (const [path, content] of commit.files) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), content);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '-m', commit.message ?? `commit ${this.#commits + 1}`);
    if (commit.force) await git('branch', '--quiet', '-M', commit.branch);
    await git('push', '--quiet', '--force', 'origin', commit.branch);
    this.#commits += 1;
    return git('rev-parse', 'HEAD');
  }

  async tag(repository: string, branch: string, name: string): Promise<void> {
    const work = join(this.#root, 'work', repository);
    await this.#git(work, ['tag', '--force', name, branch]);
    await this.#git(work, ['push', '--quiet', '--force', 'origin', `refs/tags/${name}`]);
  }

  async drop(repository: string): Promise<void> {
    rmSync(join(this.#root, `${repository}.git`), { recursive: true });
    rmSync(join(this.#root, 'work', repository), { recursive: true });
    await Promise.resolve();
  }

  async setReachable(reachable: boolean): Promise<void> {
    if (reachable && this.#server === undefined) {
      this.#server = createServer((request, response) => this.#serve(request, response));
      this.#server.listen(this.#port, '127.0.0.1');
      await once(this.#server, 'listening');
      this.#port = (this.#server.address() as AddressInfo).port;
    } else if (!reachable && this.#server !== undefined) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#server.closeAllConnections();
      this.#server = undefined;
      await closed;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.setReachable(false);
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #create(repository: string, bare: string, work: string): Promise<void> {
    mkdirSync(bare, { recursive: true });
    mkdirSync(work, { recursive: true });
    await this.#git(bare, ['init', '--quiet', '--bare', '--initial-branch', 'main']);
    await this.#git(bare, ['config', 'uploadpack.allowReachableSHA1InWant', 'true']);
    await this.#git(work, ['init', '--quiet', '--initial-branch', 'main']);
    await this.#git(work, ['remote', 'add', 'origin', `../../${repository}.git`]);
  }

  async #git(cwd: string, args: readonly string[]): Promise<string> {
    const date = `${commitTime(this.#commits)} +0000`;
    const { stdout } = await run('git', [...args], {
      cwd,
      env: {
        PATH: process.env['PATH'],
        HOME: this.#root,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
        GIT_COMMITTER_DATE: date,
      },
    });
    return stdout.trim();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    const path = url.pathname.startsWith(`${this.#prefix}/`) ? url.pathname.slice(this.#prefix.length) : '';
    if (path === '' || !existsSync(join(this.#root, path.split('/')[1] ?? ''))) {
      response.writeHead(404).end('repository not found');
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_NOSYSTEM: '1',
        HOME: this.#root,
        PATH_INFO: path,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        CONTENT_LENGTH: request.headers['content-length'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: headerText(request.headers['git-protocol']),
        REMOTE_ADDR: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(backend.stdin);
    backend.stdin.on('error', () => undefined);
    response.on('close', () => backend.kill());
    answerFromCgi(backend.stdout, response);
  }
}

function headerText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

/** Turns what a CGI program writes (headers, an empty line, a body) into an HTTP answer. */
function answerFromCgi(output: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let started = false;
  output.on('data', (chunk: Buffer) => {
    if (started) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    started = true;
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const [name = '', ...value] = line.split(': ');
      if (name === 'Status') response.statusCode = Number.parseInt(value.join(''), 10);
      else response.setHeader(name, value.join(': '));
    }
    response.write(head.subarray(end + 4));
  });
  output.on('end', () => {
    if (!started) response.statusCode = 500;
    response.end();
  });
}
