import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importsPastIndex } from '../scripts/imports.ts';
import { version } from '../src/base/index.ts';

const root = resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'slipway-layers-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A copy of the project's shape with one file a layer, and one more file in one of them. */
function projectWith(file: string, content: string): string {
  const folder = mkdtempSync(join(scratch, 'project-'));
  for (const name of ['tsconfig.base.json', 'package.json']) cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const layer of readdirSync(join(root, 'src'))) {
    mkdirSync(join(folder, 'src', layer), { recursive: true });
    cpSync(join(root, 'src', layer, 'tsconfig.json'), join(folder, 'src', layer, 'tsconfig.json'));
    writeFileSync(join(folder, 'src', layer, 'index.ts'), `export const layer = '${layer}';\n`);
  }
  writeFileSync(join(folder, file), content);
  return folder;
}

function compile(folder: string, layer: string): { status: number | null; output: string } {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [compiler, '-b', join(folder, 'src', layer)], { encoding: 'utf8' });
  return { status: run.status, output: run.stdout };
}

describe('layers', () => {
  it.each([
    ['base', 'yaml'],
    ['kube', 'engine'],
    ['engine', 'argocd'],
    ['argocd', 'flux'],
    ['sandbox', 'kube'],
  ])('%s may not import %s: it does not compile', (from, to) => {
    const folder = projectWith(
      `src/${from}/wrong.ts`,
      `import { layer } from '../${to}/index.ts';\nexport const stolen = layer;\n`,
    );
    const { status, output } = compile(folder, from);
    expect(status).not.toBe(0);
    expect(output).toContain(`src/${to}/index.ts`);
  });

  it.each([
    ['engine', 'kube'],
    ['cli', 'demo'],
    ['sandbox', 'patch'],
  ])('%s may import %s', (from, to) => {
    const folder = projectWith(
      `src/${from}/right.ts`,
      `import { layer } from '../${to}/index.ts';\nexport const used = layer;\n`,
    );
    expect(compile(folder, from)).toEqual({ status: 0, output: '' });
  });
});

describe('imports past an index', () => {
  it('are found, from another layer and from another folder of the same', () => {
    const folder = mkdtempSync(join(scratch, 'imports-'));
    const write = (file: string, content: string): void => {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), content);
    };
    write('src/a/index.ts', `export { x } from './inner/x.ts';\n`);
    write('src/a/inner/x.ts', 'export const x = 1;\n');
    write('src/a/inner/index.ts', `export { x } from './x.ts';\n`);
    write('src/a/open/z.ts', 'export const z = 1;\n');
    write('src/a/own.ts', `import { z } from './open/z.ts';\n`);
    write('src/b/one.test.ts', `import { x } from '../a/inner/index.ts';\n`);
    write('src/b/one.ts', `import { x } from '../a/inner/x.ts';\n`);
    write('src/b/two.ts', `import { x } from '../a/index.ts';\n`);
    write('src/b/three.ts', `const { x } = await import('../a/inner/x.ts');\n`);
    write('src/a/inner/y.ts', `import { x } from './x.ts';\n`);
    const files = globSync('src/**/*.ts', { cwd: folder });
    expect(importsPastIndex(folder, files).sort()).toEqual([
      'src/a/index.ts: ./inner/x.ts (go through src/a/inner/index.ts)',
      'src/b/one.ts: ../a/inner/x.ts (go through src/a/index.ts)',
      'src/b/three.ts: ../a/inner/x.ts (go through src/a/index.ts)',
    ]);
  });
});

interface LockEntry {
  readonly integrity?: string;
  /** Set where the entry is a folder of this repository. */
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');

  it('says the same version everywhere', () => {
    expect(version).toBe(manifest.version);
  });

  it('has a lockfile with integrity and without download addresses', () => {
    const { packages } = JSON.parse(lock) as { packages: Record<string, LockEntry> };
    const without = Object.entries(packages).filter(
      ([path, entry]) => path !== '' && path !== 'ui' && entry.link !== true && entry.integrity === undefined,
    );
    // Native binaries of development tools for other platforms: see scripts/complete-lockfile.ts.
    const unseen = without.filter(([, entry]) => !(entry.dev === true && entry.optional === true));
    expect(unseen.map(([path]) => path)).toEqual([]);
    expect(lock).not.toMatch(/"resolved": "(?!ui")/);
  });
});
