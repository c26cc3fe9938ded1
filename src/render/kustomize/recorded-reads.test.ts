import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { openTree, type Tree, type TreeEntry } from '../../source/index.ts';
import { refusingRemotes } from '../remote/index.ts';
import { readsHold, RecordingTree } from '../tree/index.ts';
import { buildKustomization, createBuildCaches, resourcesText } from './build/index.ts';
import { defaultBuildLimits } from './load/index.ts';
import { corpusCases } from './provenance/testing/index.ts';

const corpus = process.env['SLIPWAY_CORPUS'];
const required = process.env['ORACLE_REQUIRED'] === '1';

const seed = 1;
const builds = 200;

const caches = createBuildCaches({ cacheBytes: 256 * 1024 * 1024 });

function build(tree: Tree, path: string): string {
  const options = { profile: '5.8', limits: defaultBuildLimits, checkpoint: () => {} } as const;
  const built = buildKustomization(tree, path, { ...options, remotes: refusingRemotes('no network') }, caches);
  if (built.kind !== 'built') throw new Error(`${path} needs what is not here`);
  return resourcesText(built.resources);
}

const changedBytes = Buffer.from('changed: [');

/** The tree with other bytes in every file for which `isChanged` holds. */
function withChanged(tree: Tree, isChanged: (path: string) => boolean): Tree {
  const changed = (entry: TreeEntry, path: string): TreeEntry =>
    entry.kind === 'file' && isChanged(path) ? { ...entry, digest: 'changed', size: changedBytes.byteLength } : entry;
  return {
    digest: 'changed',
    entry: (path) => {
      const entry = tree.entry(path);
      return entry === undefined ? undefined : changed(entry, path);
    },
    list: (path) => tree.list(path)?.map((entry) => changed(entry, path === '' ? entry.name : `${path}/${entry.name}`)),
    read: (path) => (isChanged(path) ? changedBytes : tree.read(path)),
  };
}

/** The tree with one file more. */
function withCreated(tree: Tree, created: string): Tree {
  const name = created.slice(created.lastIndexOf('/') + 1);
  const entry: TreeEntry = { kind: 'file', name, digest: 'created', size: 0, executable: false };
  return {
    ...tree,
    entry: (path) => (path === created ? entry : tree.entry(path)),
    list: (path) => tree.list(path),
    read: (path) => tree.read(path),
  };
}

describe.skipIf(!required && (corpus === undefined || !existsSync(corpus)))(
  'what builds of the corpus record (SLIPWAY_CORPUS)',
  () => {
    it('is all that they follow from', { timeout: 300_000 }, () => {
      const random = seededRandom(seed);
      const cases = corpusCases(corpus ?? '');
      const counts = { recorded: 0, missing: 0 };
      for (let round = 0; round < builds; round += 1) {
        const { name, root, path } = cases[Math.floor(random.float() * cases.length)]!;
        const tree = openTree({ kind: 'folder', path: root });
        const recording = new RecordingTree(tree);
        const text = build(recording, path);
        const reads = recording.reads();
        const files = new Set(reads.filter(({ kind }) => kind === 'file').map((read) => read.path));
        expect(readsHold(reads, tree), name).toBe(true);
        // Every file that was not recorded is another one: nothing is to be seen of that.
        const others = withChanged(tree, (at) => !files.has(at));
        expect(build(others, path) === text, `${name}: a file that is not recorded counts`).toBe(true);
        expect(readsHold(reads, others), name).toBe(true);
        for (const file of files) {
          expect(
            readsHold(
              reads,
              withChanged(tree, (at) => at === file),
            ),
            `${name}: ${file}`,
          ).toBe(false);
          counts.recorded += 1;
        }
        for (const read of reads.filter(({ kind }) => kind === 'missing')) {
          expect(readsHold(reads, withCreated(tree, read.path)), `${name}: ${read.path}`).toBe(false);
          counts.missing += 1;
        }
      }
      process.stdout.write(`${JSON.stringify(counts)}\n`);
      expect(counts.missing).toBeGreaterThan(builds);
    });
  },
);
