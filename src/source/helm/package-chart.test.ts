import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SourceCaches, sourceCaches } from '../../../test/support/source-caches.ts';
import { type MemoryFile, memoryTree, openTree, walkTree } from '../tree/index.ts';
import { helmIgnore } from './helm-ignore.ts';
import { type ChartPackage, packageChart } from './package-chart.ts';

async function caches(): Promise<SourceCaches> {
  const made = await sourceCaches();
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
}

describe('a packed chart', () => {
  const tree = memoryTree({
    'Chart.yaml': 'name: app\n',
    'values.yaml': 'a: 1\n',
    'templates/a.yaml': 'x',
    '.helmignore': '*.bak\n',
    'a.bak': 'x',
  });
  const chart: ChartPackage = { name: 'app', tree, files: new Map(), obeyIgnore: true };

  it('opens as what it was packed from, without what is ignored and with what stands in its place', async () => {
    const { folder, trees } = await caches();
    const file = join(folder, 'app.tgz');
    const files = new Map([
      ['values.yaml', Buffer.from('a: 2\n')],
      ['charts/b.tgz', Buffer.from('b')],
    ]);
    const { digest, size } = await packageChart(file, { ...chart, files });
    const opened = openTree((await trees.open({ file, digest, size }, { kind: 'chart', object: 'app' })).tree);
    const paths = Array.from(walkTree(opened)).flatMap(({ path, entry }) => (entry.kind === 'file' ? path : []));
    expect(paths).toEqual(['.helmignore', 'Chart.yaml', 'charts/b.tgz', 'templates/a.yaml', 'values.yaml']);
    expect(Buffer.from(opened.read('values.yaml')).toString()).toBe('a: 2\n');
  });

  it('is the same bytes again', async () => {
    const { folder } = await caches();
    const first = await packageChart(join(folder, 'a.tgz'), chart);
    expect(await packageChart(join(folder, 'b.tgz'), chart)).toEqual(first);
    expect((await readFile(join(folder, 'a.tgz'))).byteLength).toBe(first.size);
  });
});

describe('.helmignore', () => {
  const left = (ignore: string, files: readonly string[]): string[] => {
    const all: Record<string, MemoryFile> = { '.helmignore': ignore };
    const ignores = helmIgnore(memoryTree(all));
    return files.filter((file) => !ignores(file));
  };

  it.each([
    ['a name anywhere', '*.bak', ['a.bak', 'b/c.bak', 'a'], ['a']],
    ['a path', 'b/c', ['b/c', 'a/b/c', 'c'], ['a/b/c', 'c']],
    ['the root alone', '/a', ['a', 'b/a'], ['b/a']],
    ['folders alone', 'a/', ['a/b', 'a'], ['a']],
    ['comments and blank lines', '# a\n\n  b  ', ['a', 'b', '# a'], ['a', '# a']],
    ['what a negated rule does not match', '!a', ['a', 'b'], ['a']],
    ['hidden templates always', '', ['templates/.a', 'templates/a', '.a'], ['templates/a', '.a']],
  ])('leaves out %s', (_what, ignore, files, expected) => {
    expect(left(ignore, files)).toEqual(expected);
  });

  it('is refused where helm refuses it', () => {
    expect(() => left('a/**/b', [])).toThrow(expect.objectContaining({ code: 'refused' }));
    expect(() => left('[', [])).toThrow(expect.objectContaining({ code: 'refused' }));
  });
});
