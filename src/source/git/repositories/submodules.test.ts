import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { type Fixture, startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn, temporaryFolder } from '../../../../test/support/source-git.ts';
import { Secret } from '../../../base/index.ts';
import { openTree } from '../../tree/index.ts';
import type { GitCredentials } from '../credentials.ts';

interface Module {
  readonly path: string;
  readonly url: string;
  readonly commit: string;
}

/** Commits files and submodules, as `git submodule add` would. */
async function commitModules(
  fixture: Fixture,
  name: string,
  files: Record<string, string>,
  modules: readonly Module[],
): Promise<string> {
  const text = modules.map(({ path, url }) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n`).join('');
  const base = await fixture.host.commitFiles(name, 'main', { ...files, '.gitmodules': text }, 'files');
  const path = fixture.host.pathOf(name);
  gitIn(path, ['read-tree', base]);
  for (const { path: place, commit } of modules)
    gitIn(path, ['update-index', '--add', '--cacheinfo', `160000,${commit},${place}`]);
  const commit = gitIn(path, ['commit-tree', '-p', base, '-m', 'modules', gitIn(path, ['write-tree']).trim()]).trim();
  await fixture.host.updateRef(name, 'refs/heads/main', commit);
  return commit;
}

async function checkout(
  fixture: Fixture,
  url: string,
  commit: string,
  submodules: boolean,
  credentials?: GitCredentials,
): Promise<Record<string, string>> {
  const { '.gitmodules': _, ...files } = filesOf(
    openTree((await fixture.repositories.open(url, credentials).checkout(commit, { submodules })).tree),
  );
  return files;
}

describe('submodules', () => {
  it('are put where they belong where that is asked for, and empty folders else', async () => {
    const fixture = await startFixture();
    const lib = await fixture.host.createRepository('team/lib');
    const app = await fixture.host.createRepository('team/app');
    const old = await fixture.host.commitFiles('team/lib', 'main', { 'lib.yaml': 'old' }, 'one');
    const next = await fixture.host.commitFiles('team/lib', 'main', { 'lib.yaml': 'new', 'deep/er': 'x' }, 'two');
    const modules = [
      { path: 'vendor/old', url: lib, commit: old },
      { path: 'vendor/new', url: '../lib.git', commit: next },
    ];
    const commit = await commitModules(fixture, 'team/app', { 'app.yaml': 'app', 'vendor/own': 'own' }, modules);
    expect(await checkout(fixture, app, commit, false)).toEqual({
      'app.yaml': 'app',
      'vendor/new/': '',
      'vendor/old/': '',
      'vendor/own': 'own',
    });
    const all = {
      'app.yaml': 'app',
      'vendor/new/deep/er': 'x',
      'vendor/new/lib.yaml': 'new',
      'vendor/old/lib.yaml': 'old',
      'vendor/own': 'own',
    };
    expect(await checkout(fixture, app, commit, true)).toEqual(all);
    expect(await checkout(fixture, app, commit, true)).toEqual(all);
    const [plain, full] = await Promise.all(
      [false, true].map((submodules) => fixture.repositories.open(app).checkout(commit, { submodules })),
    );
    expect(plain?.digest).not.toBe(full?.digest);
  });

  it('may lie in each other, but not without end', async () => {
    const fixture = await startFixture();
    const urls: string[] = [];
    let commit = '';
    for (let level = 0; level < 12; level += 1) {
      urls.push(await fixture.host.createRepository(`m${level}`));
      const modules = level === 0 ? [] : [{ path: 'in', url: urls[level - 1] ?? '', commit }];
      commit = await commitModules(fixture, `m${level}`, { file: String(level) }, modules);
      const url = urls[level] ?? '';
      if (level === 2) {
        const files = filesOf(
          openTree((await fixture.repositories.open(url).checkout(commit, { submodules: true })).tree),
        );
        expect(files).toMatchObject({ file: '2', 'in/file': '1', 'in/in/file': '0' });
      }
      if (level === 11) {
        await expect(fixture.repositories.open(url).checkout(commit, { submodules: true })).rejects.toMatchObject({
          code: 'too-large',
        });
      }
    }
  }, 60_000);

  it('that are declared but not there, or there but not declared, are left out', async () => {
    const fixture = await startFixture();
    const app = await fixture.host.createRepository('app');
    const lib = await fixture.host.createRepository('lib');
    const inside = await fixture.host.commitFiles('lib', 'main', { x: '1' }, 'one');
    const commit = await commitModules(fixture, 'app', { file: '1', 'plain/file': '2' }, [
      { path: 'module', url: lib, commit: inside },
    ]);
    const path = fixture.host.pathOf('app');
    const declared = `[submodule "a"]\n\tpath = nowhere\n\turl = ${lib}\n[submodule "b"]\n\tpath = plain\n\turl = ${lib}\n[submodule "c"]\n\tpath = file\n\turl = ${lib}\n`;
    gitIn(path, ['read-tree', commit]);
    const blob = gitIn(path, ['hash-object', '-w', '--stdin'], declared).trim();
    gitIn(path, ['update-index', '--cacheinfo', `100644,${blob},.gitmodules`]);
    const other = gitIn(path, ['commit-tree', '-m', 'x', gitIn(path, ['write-tree']).trim()]).trim();
    expect(await checkout(fixture, app, other, true)).toEqual({ file: '1', 'module/': '', 'plain/file': '2' });
  });

  const unreachable: readonly (readonly [url: string, code: string])[] = [
    ['file:///etc', 'refused'],
    ['/etc', 'refused'],
    ['ext::sh -c touch', 'invalid-address'],
    ['ext::sh', 'refused'],
    ['-oProxyCommand=x:y', 'invalid-address'],
    ['../../../../x', 'invalid-address'],
    ['http://127.0.0.1:1/x', 'unreachable'],
    ['../none.git', 'not-found'],
  ];
  it.each(unreachable)('that lead to %s fail the checkout: %s', async (url, code) => {
    const fixture = await startFixture();
    const app = await fixture.host.createRepository('app');
    const commit = await commitModules(fixture, 'app', {}, [{ path: 'module', url, commit: 'a'.repeat(40) }]);
    await expect(fixture.repositories.open(app).checkout(commit, { submodules: true })).rejects.toMatchObject({
      code,
      object: 'module',
      message: expect.stringContaining('the submodule module cannot be had: ') as string,
    });
    // Who does not want them is not held up.
    await expect(fixture.repositories.open(app).checkout(commit)).resolves.toMatchObject({ revision: commit });
  });

  it('of a local repository may be local, of another not', async () => {
    const folder = temporaryFolder();
    const fixture = await startFixture({ repositories: { protocols: ['file', 'http'] } });
    await fixture.host.createRepository('lib');
    const inside = await fixture.host.commitFiles('lib', 'main', { x: '1' }, 'one');
    const app = await fixture.host.createRepository('app');
    const modules = [{ path: 'module', url: `file://${fixture.host.pathOf('lib')}`, commit: inside }];
    const commit = await commitModules(fixture, 'app', {}, modules);
    expect(await checkout(fixture, fixture.host.pathOf('app'), commit, true)).toEqual({ 'module/x': '1' });
    await expect(checkout(fixture, app, commit, true)).rejects.toMatchObject({ code: 'refused' });
    expect(folder).toContain('slipway');
  });

  it('get the credentials of their repository on the same host, and on another none', async () => {
    const accounts = [{ username: 'ada', password: new Secret('l0velace'), access: 'read' }] as const;
    const fixture = await startFixture({ host: { accounts } });
    const other = await startFixture({ host: { accounts } });
    const ada: GitCredentials = { kind: 'basic', username: 'ada', password: new Secret('l0velace') };
    const app = await fixture.host.createRepository('app');
    await fixture.host.createRepository('lib');
    const foreign = await other.host.createRepository('lib');
    const inside = await fixture.host.commitFiles('lib', 'main', { x: '1' }, 'one');
    const outside = await other.host.commitFiles('lib', 'main', { y: '1' }, 'one');
    const same = await commitModules(fixture, 'app', {}, [{ path: 'module', url: '../lib', commit: inside }]);
    expect(await checkout(fixture, app, same, true, ada)).toEqual({ 'module/x': '1' });
    const elsewhere = await commitModules(fixture, 'app', {}, [{ path: 'module', url: foreign, commit: outside }]);
    await expect(checkout(fixture, app, elsewhere, true, ada)).rejects.toMatchObject({
      code: 'unauthorized',
      object: 'module',
    });
    expect(other.seen).toEqual(['advertise 401']);
  });
});
