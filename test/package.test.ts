import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const run = promisify(execFile);
const npm = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

/** The package as a user gets it: packed, and installed into an empty folder without development tools and install scripts. */
describe('the packed package', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-package-'));
    await run(join(root, 'bin/node'), [join(root, 'scripts/build.ts')], { cwd: root });
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, ...npm], {
      cwd: root,
    });
    const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
    const app = join(folder, 'app');
    await mkdir(app);
    await writeFile(join(app, 'package.json'), '{ "private": true }\n');
    await run('npm', ['install', '--omit=dev', '--ignore-scripts', ...npm, tarball], { cwd: app });
  }, 180_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('runs the demo through every step, however fast the machine', async () => {
    const slipway = join(folder, 'app/node_modules/.bin/slipway');
    const environment = { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
    // A missed goal ends it with code 1, and the report all the same.
    const { stdout } = await run(slipway, ['demo', '--check'], { cwd: folder, env: environment }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const time: unknown = expect.any(Number);
    expect(JSON.parse(stdout)).toMatchObject({
      healthyMs: time,
      pushAppliedMs: time,
      deletionRepairedMs: time,
      editRepairedMs: time,
    });
  }, 120_000);

  it('holds the bundle and its data, and no sources', async () => {
    const installed = join(folder, 'app/node_modules/slipway');
    const files = await readdir(installed, { recursive: true });
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    for (const file of [
      'bin/slipway',
      'bin/node',
      'dist/main.js',
      'dist/worker.js',
      'dist/ui/index.html',
      'LICENSE',
      'crds/applications.argoproj.io.yaml',
    ]) {
      expect(files).toContain(file);
    }
    const main = await readFile(join(installed, 'dist/main.js'), 'utf8');
    expect(main).not.toContain(dirname(root));
  });
});
