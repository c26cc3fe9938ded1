import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../test/support/source-files.ts';
import { temporaryFolder } from '../../../test/support/source-git.ts';
import { type MemoryFile, memoryTree } from '../tree/index.ts';
import { ignoring } from './ignoring.ts';
import { readIgnoreRules } from './rules.ts';

const left = (files: Record<string, MemoryFile>, spec?: string): string[] => {
  const tree = memoryTree(files);
  return Object.keys(filesOf(ignoring(tree, readIgnoreRules(tree, spec))));
};

describe('what Flux leaves of a tree', () => {
  const repository = { '.gitignore': 'x', '.gitmodules': 'x', '.gitattributes': 'x' };
  const unwanted = {
    'logo.png': 'x',
    'a/photo.jpg': 'x',
    'pack.tar.gz': 'x',
    'a/pack.zip': 'x',
    '.github/workflows/ci.yml': 'x',
    '.travis.yml': 'x',
    'a/.sops.yaml': 'x',
    '.goreleaser.yml': 'x',
    'b/.flux.yaml': 'x',
    'cloudbuild.yaml': 'x',
  };
  const wanted = { 'deploy/app.yaml': 'x', 'readme.md': 'x', 'a.tar': 'x' };

  it('without a pattern: no files of the repository, no images, archives and CI', () => {
    expect(left({ ...repository, ...unwanted, ...wanted })).toEqual([
      'a/',
      'a.tar',
      'b/',
      'deploy/app.yaml',
      'readme.md',
    ]);
  });

  it('with any pattern in a .sourceignore: only files of the repository go by default', () => {
    const files = { ...repository, ...unwanted, ...wanted, '.sourceignore': '*.md\n' };
    const expected = Object.keys({ ...unwanted, 'deploy/app.yaml': 1, 'a.tar': 1, '.sourceignore': 1 });
    expect(left(files)).toEqual(expect.arrayContaining(expected));
    expect(left(files)).toHaveLength(expected.length);
  });

  it('with any pattern in the spec, or deep in the tree, too', () => {
    expect(left({ ...unwanted, x: '' }, '# only a comment')).toEqual(['a/', 'b/', 'x']);
    expect(left({ 'logo.png': '', x: '' }, 'nothing')).toEqual(['logo.png', 'x']);
    expect(left({ 'logo.png': '', 'a/b/.sourceignore': 'nothing' })).toEqual(['a/b/.sourceignore', 'logo.png']);
  });

  it('with all excluded and one folder included again', () => {
    const files = { 'deploy/a.yaml': '', 'deploy/sub/b.yaml': '', 'src/main.go': '', 'readme.md': '' };
    expect(left(files, '/*\n!/deploy\n')).toEqual(['deploy/a.yaml', 'deploy/sub/b.yaml']);
  });

  it('with a file included again in a folder that is left out', () => {
    const files = { 'a/keep.yaml': '', 'a/other.yaml': '', 'a/b/other.yaml': '', 'c/x': '' };
    expect(left(files, 'a/\n!a/keep.yaml\n')).toEqual(['a/keep.yaml', 'c/x']);
  });

  it('with patterns of a folder, which hold below it, and the spec, which comes last', () => {
    const files = { 'a/.sourceignore': '*.yaml\n!keep.yaml\n', 'a/x.yaml': '', 'a/keep.yaml': '', 'b/x.yaml': '' };
    expect(left(files)).toEqual(['a/.sourceignore', 'a/keep.yaml', 'b/x.yaml']);
    expect(left(files, 'keep.yaml\n!/a/x.yaml\n')).toEqual(['a/.sourceignore', 'a/x.yaml', 'b/x.yaml']);
  });

  it('with a .sourceignore that is a link inside the tree, but none that leads out', () => {
    expect(left({ '.sourceignore': { target: 'rules/x' }, 'rules/x': '*.md\n', 'a.md': '' })).toEqual([
      '.sourceignore',
      'rules/x',
    ]);
    expect(left({ '.sourceignore': { target: '../x' }, 'a.md': '' })).toEqual(['.sourceignore', 'a.md']);
    expect(left({ '.sourceignore/x': '*.md\n', 'a.md': '' })).toEqual(['.sourceignore/x', 'a.md']);
  });

  it('with links, which go as files do', () => {
    expect(left({ l: { target: 'x' }, 'm.md': { target: 'x' }, x: '' }, '*.md')).toEqual(['l', 'x']);
  });

  it('refuses a tree with too many patterns', () => {
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}/.sourceignore`, 'x\n'.repeat(800)]));
    expect(() => left(files)).toThrow(expect.objectContaining({ code: 'too-large', object: '.sourceignore' }));
    expect(() => left({ x: '' }, `${'x'.repeat(1000)}\n`.repeat(70))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

describe('the digests of what is left', () => {
  const files = { 'a/x.yaml': '1', 'a/x.md': '2', 'b/y.yaml': '3' };
  const tree = memoryTree(files);
  const view = ignoring(tree, readIgnoreRules(tree, '*.md'));

  it('are those of a tree that never had the rest', () => {
    const without = memoryTree({ 'a/x.yaml': '1', 'b/y.yaml': '3' });
    expect(view.digest).toBe(without.digest);
    expect(view.entry('a')).toEqual(without.entry('a'));
    expect(view.list('')).toEqual(without.list(''));
  });

  it('do not change where nothing is left out', () => {
    expect(view.entry('b')?.digest).toBe(tree.entry('b')?.digest);
    expect(ignoring(tree, readIgnoreRules(tree, 'none')).digest).toBe(tree.digest);
  });

  it('hides what is left out from reading', () => {
    expect(view.entry('a/x.md')).toBeUndefined();
    expect(() => view.read('a/x.md')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

const oracle = join(process.env['ORACLE_BIN'] ?? '', 'flux');

describe.skipIf(process.env['ORACLE_BIN'] === undefined || !existsSync(oracle))(
  'against the real flux (ORACLE_BIN)',
  () => {
    const names = ['a', 'b', 'ab', 'x.md', 'y.yaml'];
    const part = fc.constantFrom('a', 'b', '*', '**', '?', '*.md', '[ab]', 'x.md', 'a*', '[^a]', '\\a', 'y.yaml', '');
    const line = fc
      .tuple(
        fc.constantFrom('', '!', '/'),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/', ' '),
      )
      .map(([start, parts, end]) => `${start}${parts.join('/')}${end}`);
    const text = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'));
    // Patterns name the folders too.
    const folders = names.map((name) => `${name}d`);
    const tops = ['', ...folders.map((name) => `${name}/`)];
    const below = ['', ...folders.flatMap((one) => tops.map((two) => `${one}/${two}`))];
    const plain = below.flatMap((folder) => names.map((name) => `${folder}${name}`));

    // `flux build artifact` reads no .sourceignore; what it is given is read in the same way.
    it('leaves the same files', () => {
      let compared = 0;
      const folder = temporaryFolder();
      const files = Object.fromEntries(plain.map((path) => [path, path]));
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      fc.assert(
        fc.property(text, (spec) => {
          const output = join(temporaryFolder(), 'artifact.tgz');
          // A comma separates patterns there; without any the command would add its own.
          const args = [
            'build',
            'artifact',
            '--path',
            folder,
            '--output',
            output,
            `--ignore-paths=${spec.replaceAll('\n', ',') || '#'}`,
          ];
          execFileSync(oracle, args, { stdio: 'pipe' });
          const listed = execFileSync('tar', ['tzf', output]).toString().split('\n');
          const found = left(files, spec === '' ? 'nothing-has-this-name' : spec);
          expect(found.filter((path) => path in files).sort()).toEqual(listed.filter((path) => path in files).sort());
          compared += found.length;
        }),
        { numRuns: 150 },
      );
      expect(compared).toBeGreaterThan(100);
    }, 120_000);
  },
);
