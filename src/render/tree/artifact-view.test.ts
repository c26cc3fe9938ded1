import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { ignoring, type MemoryFile, memoryTree, readIgnoreRules, type Tree, walkTree } from '../../source/index.ts';
import { ArtifactView } from './artifact-view.ts';
import { readsHold } from './reads.ts';
import { RecordingTree } from './recording-tree.ts';

function pathsOf(tree: Tree, folder = ''): string[] {
  return [...walkTree(tree, folder)].map(({ path, entry }) => `${entry.kind} ${path}`);
}

const files: Record<string, MemoryFile> = {
  '.sourceignore': '/docs\n*.txt\n!keep.txt\n/attic/**\n!/attic/kept.yaml\n',
  '.gitignore': 'x',
  'docs/a.yaml': '',
  'docs/deep/keep.txt': '',
  'attic/kept.yaml': '',
  'attic/gone.yaml': '',
  'app/a.yaml': '',
  'app/a.txt': '',
  'app/keep.txt': '',
  'app/.sourceignore': '# here only\ntests/\n',
  'app/tests/t.yaml': '',
  'app/link.yaml': { target: 'a.yaml' },
  'other/tests/t.yaml': '',
  'other/.drone.yml': '',
};

describe('ArtifactView', () => {
  it('leaves out what Flux does not pack', () => {
    const view = new ArtifactView(memoryTree(files), '');
    expect(pathsOf(view)).toEqual([
      'file .sourceignore',
      'folder app',
      'file app/.sourceignore',
      'file app/a.yaml',
      'file app/keep.txt',
      'folder attic',
      'file attic/kept.yaml',
      'folder docs',
      'folder docs/deep',
      'file docs/deep/keep.txt',
      'folder other',
      'file other/.drone.yml',
      'folder other/tests',
      'file other/tests/t.yaml',
    ]);
    expect(view.entry('app/link.yaml')).toBeUndefined();
    expect(view.list('app/tests')).toBeUndefined();
    expect(() => view.read('docs/a.yaml')).toThrow('no file is at docs/a.yaml in what Flux packs');
  });

  it('puts the rules of the source behind those of the files', () => {
    const view = new ArtifactView(memoryTree(files), '!/docs\n/app\n');
    expect(pathsOf(view, 'docs')).toEqual(['file docs/a.yaml', 'folder docs/deep', 'file docs/deep/keep.txt']);
    expect(view.list('app')).toBeUndefined();
  });

  it('holds to the default patterns only while nobody wrote a pattern', () => {
    const plain = { 'app/.drone.yml': '', 'app/a.yaml': '' };
    const drone = (tree: Record<string, string>, spec = '') =>
      new ArtifactView(memoryTree(tree), spec).entry('app/.drone.yml');
    expect(drone(plain)).toBeUndefined();
    expect(drone(plain, 'none')).toBeDefined();
    expect(drone({ ...plain, 'far/away/.sourceignore': 'none' })).toBeDefined();
    expect(drone({ ...plain, 'far/away/.sourceignore': '# only a comment' })).toBeUndefined();
  });

  it('shows what reading all rules of the whole tree would, for random trees', () => {
    const random = seededRandom(7);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random.float() * from.length)]!;
    const names = ['a', 'b', 'c.yaml', 'd.txt', '.drone.yml', '.github', 'e.jpg'];
    const patterns = [
      'a',
      'b/',
      '/a',
      '*.yaml',
      '!c.yaml',
      '!a/',
      'a/b',
      '**/b',
      '/a/**',
      '!/a/b/c.yaml',
      '# no',
      '*',
      '!*.txt',
    ];
    const rules = () => Array.from({ length: Math.floor(random.float() * 4) }, () => pick(patterns)).join('\n');
    for (let round = 0; round < 300; round += 1) {
      const made: Record<string, string> = {};
      for (let count = 0; count < 12; count += 1) {
        const folders = Array.from({ length: Math.floor(random.float() * 4) }, () => pick(['a', 'b', '.github']));
        const name = random.float() < 0.2 ? '.sourceignore' : `f-${pick(names)}`;
        made[[...folders, name].join('/')] = name === '.sourceignore' ? rules() : '';
      }
      const spec = random.float() < 0.5 ? '' : rules();
      const tree = memoryTree(made);
      const expected = pathsOf(ignoring(tree, readIgnoreRules(tree, spec)));
      const view = new ArtifactView(tree, spec);
      expect([made, spec, pathsOf(view)]).toEqual([made, spec, expected]);
      for (const path of Object.keys(made)) {
        expect([made, spec, path, view.entry(path)?.kind]).toEqual([
          made,
          spec,
          path,
          expected.includes(`file ${path}`) ? 'file' : undefined,
        ]);
      }
    }
  });

  describe('over a RecordingTree', () => {
    const recorded = (from: Record<string, MemoryFile>) => {
      const recording = new RecordingTree(memoryTree(from));
      pathsOf(new ArtifactView(recording, ''), 'app');
      return recording.reads();
    };

    it.each<[string, Record<string, MemoryFile>, boolean]>([
      ['an ignored file changed', { 'app/a.txt': 'new' }, true],
      ['a file elsewhere came', { 'other/new.yaml': '' }, true],
      ['ignore rules elsewhere came', { 'other/.sourceignore': 'a.yaml' }, true],
      ['the ignore rules changed', { 'app/.sourceignore': 'other' }, false],
      ['the ignore rules above changed', { '.sourceignore': 'other' }, false],
      ['a file came', { 'app/new.yaml': '' }, false],
      ['a file came below', { 'app/tests/u.yaml': '' }, false],
    ])('%s', (_, changes, holds) => {
      expect(readsHold(recorded(files), memoryTree({ ...files, ...changes }))).toBe(holds);
    });

    it('looks at the whole tree only where a default pattern decides', () => {
      const plain = { 'app/a.yaml': '', 'far/away/b.yaml': '' };
      const elsewhere = { 'far/away/.sourceignore': 'none' };
      expect(readsHold(recorded(plain), memoryTree({ ...plain, ...elsewhere }))).toBe(true);
      const drone = { ...plain, 'app/.drone.yml': '' };
      expect(readsHold(recorded(drone), memoryTree({ ...drone, ...elsewhere }))).toBe(false);
    });
  });
});
