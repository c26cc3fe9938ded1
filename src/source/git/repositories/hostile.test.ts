import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { type Fixture, startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { ManualClock } from '../../../base/index.ts';
import { openTree, resolveLinks, type TreeLimits } from '../../tree/index.ts';
import type { GitRepositoriesOptions } from './create-repositories.ts';

/** A repository on a host whose objects are written by hand, as no honest git would. */
class HandmadeRepository {
  readonly #fixture: Fixture;
  readonly #path: string;
  readonly url: string;

  constructor(fixture: Fixture, url: string) {
    this.#fixture = fixture;
    this.url = url;
    this.#path = fixture.host.pathOf('app');
  }

  blob(content: string | Uint8Array): string {
    return gitIn(this.#path, ['hash-object', '-w', '--stdin'], content).trim();
  }

  /** A tree of entries of any mode and name; git's own tools check neither with `--literally`. */
  tree(...entries: readonly (readonly [mode: string, name: string | Buffer, id: string])[]): string {
    const content = Buffer.concat(
      entries.map(([mode, name, id]) =>
        Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, 'hex')]),
      ),
    );
    return gitIn(this.#path, ['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], content).trim();
  }

  /** Makes a tree the content of `main`. */
  async commit(tree: string): Promise<string> {
    const commit = gitIn(this.#path, ['commit-tree', '-m', 'handmade', tree]).trim();
    await this.#fixture.host.updateRef('app', 'refs/heads/main', commit);
    return commit;
  }
}

async function handmade(options: Partial<GitRepositoriesOptions> = {}): Promise<{
  readonly made: HandmadeRepository;
  readonly checkout: (tree: string) => Promise<ReturnType<typeof openTree>>;
}> {
  const fixture = await startFixture({ repositories: options });
  const made = new HandmadeRepository(fixture, await fixture.host.createRepository('app'));
  const repository = fixture.repositories.open(made.url);
  const checkout = async (tree: string): Promise<ReturnType<typeof openTree>> =>
    openTree((await repository.checkout(await made.commit(tree))).tree);
  return { made, checkout };
}

const limits = (changes: Partial<TreeLimits>): Partial<GitRepositoriesOptions> => ({ limits: changes });

describe('a tree with names that leave it', () => {
  it.each(['..', '.', '.git', '.GiT', 'git~1', '.git ', 'a/b', '../../etc/cron.d/x', 'a\\b', '.g\u200cit'])(
    'is refused: %j',
    async (name) => {
      const { made, checkout } = await handmade();
      const blob = made.blob('x');
      const inner = made.tree(['100644', name, blob]);
      await expect(checkout(made.tree(['40000', 'folder', inner]))).rejects.toMatchObject({
        code: 'refused',
        object: 'folder',
      });
      await expect(checkout(made.tree(['40000', name, made.tree(['100644', 'config', blob])]))).rejects.toMatchObject({
        code: 'refused',
      });
    },
  );

  it('is refused with a name that comes twice, or an unknown mode', async () => {
    const { made, checkout } = await handmade();
    const blob = made.blob('x');
    const folder = made.tree(['100644', 'x', blob]);
    await expect(checkout(made.tree(['100644', 'a', blob], ['40000', 'a', folder]))).rejects.toMatchObject({
      code: 'refused',
    });
    await expect(checkout(made.tree(['100777', 'a', blob]))).rejects.toMatchObject({ code: 'refused' });
    await expect(checkout(made.tree(['20666', 'device', blob]))).rejects.toMatchObject({ code: 'refused' });
  });

  it('leaves the repository usable for the next commit', async () => {
    const { made, checkout } = await handmade();
    await expect(checkout(made.tree(['100644', '..', made.blob('x')]))).rejects.toMatchObject({ code: 'refused' });
    expect(filesOf(await checkout(made.tree(['100644', 'good', made.blob('x')])))).toEqual({ good: 'x' });
  });
});

describe('a tree with links', () => {
  it('shows them, and nobody gets out of the tree by them', async () => {
    const { made, checkout } = await handmade();
    const link = (target: string): string => made.blob(target);
    const tree = await checkout(
      made.tree(
        ['120000', 'absolute', link('/etc/passwd')],
        ['120000', 'dots', link('../../../../../../etc/passwd')],
        ['120000', 'folder', link('/etc')],
        ['120000', 'loop', link('loop')],
      ),
    );
    expect(filesOf(tree)).toMatchObject({ absolute: '-> /etc/passwd', loop: '-> loop' });
    for (const path of ['absolute', 'dots', 'folder', 'folder/passwd', 'loop']) {
      expect(() => tree.read(path)).toThrow(expect.objectContaining({ code: 'not-found' }));
      expect(resolveLinks(tree, path).kind).toMatch(/escapes|circular/);
    }
  });

  it('is refused where a target is too long or holds a NUL', async () => {
    const { made, checkout } = await handmade();
    await expect(checkout(made.tree(['120000', 'l', made.blob('x'.repeat(5000))]))).rejects.toMatchObject({
      code: 'too-large',
      object: 'l',
    });
    await expect(checkout(made.tree(['120000', 'l', made.blob('a\0b')]))).rejects.toMatchObject({
      code: 'refused',
      object: 'l',
    });
  });
});

describe('a tree that is too large', () => {
  it('by one file is refused before the file is written', async () => {
    const { made, checkout } = await handmade(limits({ maxFileBytes: 1000 }));
    const small = made.blob('x'.repeat(1000));
    const large = made.blob('x'.repeat(1001));
    expect(Object.keys(filesOf(await checkout(made.tree(['100644', 'a', small]))))).toEqual(['a']);
    await expect(checkout(made.tree(['100644', 'a', small], ['100644', 'b', large]))).rejects.toMatchObject({
      code: 'too-large',
      object: 'b',
      message: 'b has 1001 bytes, and 1000 are allowed',
    });
  });

  it('by all files together is refused', async () => {
    const { made, checkout } = await handmade(limits({ maxTotalBytes: 1000 }));
    const blob = made.blob('x'.repeat(400));
    const two = made.tree(['100644', 'a', blob], ['100644', 'b', blob]);
    await checkout(two);
    await expect(checkout(made.tree(['40000', 'd', two], ['100644', 'c', blob]))).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('by its entries is refused', async () => {
    const { made, checkout } = await handmade(limits({ maxEntries: 10 }));
    const blob = made.blob('');
    const entries = Array.from(
      { length: 11 },
      (_, index) => ['100644', `f${String(index).padStart(2, '0')}`, blob] as const,
    );
    await checkout(made.tree(...entries.slice(0, 10)));
    await expect(checkout(made.tree(...entries))).rejects.toMatchObject({ code: 'too-large' });
  });

  it('by a folder that stands in itself a thousand million times is refused at once', async () => {
    const { made, checkout } = await handmade();
    let tree = made.tree(['100644', 'f', made.blob('x')]);
    for (let level = 0; level < 9; level += 1) {
      const same = tree;
      tree = made.tree(...Array.from({ length: 10 }, (_, index) => ['40000', `d${index}`, same] as const));
    }
    const started = performance.now();
    await expect(checkout(tree)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('250000 entries') as string,
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('by the depth or the length of its paths is refused', async () => {
    const { made, checkout } = await handmade(limits({ maxDepth: 5, maxPathBytes: 60 }));
    const nested = (levels: number, name: string): string => {
      let tree = made.tree(['100644', 'f', made.blob('x')]);
      for (let level = 0; level < levels; level += 1) tree = made.tree(['40000', name, tree]);
      return tree;
    };
    await checkout(nested(5, 'd'));
    await expect(checkout(nested(6, 'd'))).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('5 folders') as string,
    });
    await expect(checkout(nested(4, 'x'.repeat(20)))).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('60 bytes') as string,
    });
  });

  it('to be fetched is refused', async () => {
    const { made, checkout } = await handmade({ maxFetchBytes: 10_000 });
    const noise = made.blob(randomBytes(40_000));
    await expect(checkout(made.tree(['100644', 'noise', noise]))).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('objects that are not what they should be', () => {
  it('are refused where a tree names a blob as a folder, or nothing at all', async () => {
    const { made, checkout } = await handmade();
    const blob = made.blob('x');
    await expect(checkout(made.tree(['40000', 'd', blob]))).rejects.toMatchObject({ name: 'SourceError' });
    await expect(checkout(made.tree(['100644', 'f', 'f'.repeat(40)]))).rejects.toMatchObject({ name: 'SourceError' });
  });
});

describe('a server that is hostile', () => {
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/app`;
  }

  it('does not hold anybody up longer than allowed', async () => {
    const clock = new ManualClock();
    let arrived = (): void => undefined;
    const request = new Promise<void>((resolve) => (arrived = resolve));
    const url = await serve(() => arrived());
    const { repositories } = await startFixture({ clock });
    const resolved = repositories.open(url).resolve({ kind: 'branch', branch: 'main' }, { maxAgeMs: 0 });
    const outcome = expect(resolved).rejects.toMatchObject({ code: 'timeout', object: url });
    await request;
    await clock.advance(30_000);
    await outcome;
  });

  it('cannot make git run a program by a repository of plain files', async () => {
    const trace = join(temporaryFolder(), 'ran');
    const url = await serve((request, response) => {
      response.setHeader('content-type', 'text/plain');
      if (request.url?.startsWith('/app/info/refs') === true)
        return response.end(`${'a'.repeat(40)}\trefs/heads/main\n`);
      if (request.url === '/app/objects/info/http-alternates') return response.end(`ext::touch ${trace}\n`);
      if (request.url === '/app/objects/info/alternates') return response.end('/etc\n');
      return response.writeHead(404).end();
    });
    const { repositories } = await startFixture();
    const repository = repositories.open(url);
    expect(await repository.resolve({ kind: 'branch', branch: 'main' }, { maxAgeMs: 0 })).toMatchObject({
      commit: 'a'.repeat(40),
    });
    await expect(repository.checkout('a'.repeat(40))).rejects.toMatchObject({ name: 'SourceError' });
    expect(existsSync(trace)).toBe(false);
  });

  it('cannot plant a hook or a setting in the mirror', async () => {
    const fixture = await startFixture();
    const url = await fixture.host.createRepository('app');
    const trace = join(temporaryFolder(), 'ran');
    writeFileSync(
      join(fixture.host.pathOf('app'), 'config'),
      `[core]\n\tbare = true\n\tfsmonitor = touch ${trace}\n\tsshCommand = touch ${trace}\n`,
    );
    const commit = await fixture.host.commitFiles(
      'app',
      'main',
      {
        '.gitattributes': '* filter=evil diff=evil\n',
        '.gitmodules': `[core]\n\tfsmonitor = touch ${trace}\n`,
        hooks: 'x',
      },
      'one',
    );
    const artifact = await fixture.repositories.open(url).checkout(commit, { submodules: true });
    expect(Object.keys(filesOf(openTree(artifact.tree)))).toEqual(['.gitattributes', '.gitmodules', 'hooks']);
    expect(existsSync(trace)).toBe(false);
  });

  it('is not believed when it names another commit', async () => {
    const { host, repositories } = await startFixture();
    const url = await host.createRepository('app');
    const commit = await host.commitFiles('app', 'main', { a: '1' }, 'one');
    // Everything is taken by its digest, so an object that was exchanged is missing.
    await expect(
      repositories.open(url).checkout(commit.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))),
    ).rejects.toMatchObject({
      code: 'revision-not-found',
    });
  });
});
