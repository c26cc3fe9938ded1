import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { type Fixture, startFixture } from '../../../../test/support/source-fixture.ts';
import { gitIn } from '../../../../test/support/source-git.ts';
import { openTree } from '../../tree/index.ts';

type CommittedFile = Parameters<Fixture['host']['commitFiles']>[2][string];

/** What git itself has in a commit, in the form of `filesOf`. */
function filesByGit(repository: string, commit: string): Record<string, string> {
  const listing = gitIn(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  const found: Record<string, string> = {};
  for (const line of listing.split('\0').filter((text) => text !== '')) {
    const [head = '', path = ''] = line.split('\t');
    const [mode, , id = ''] = head.split(' ');
    const content = execFileSync('git', ['--git-dir', repository, 'cat-file', 'blob', id]).toString();
    found[mode === '100755' ? `${path}*` : path] = mode === '120000' ? `-> ${content}` : content;
  }
  return found;
}

const name = fc.constantFrom('a', 'b', 'c.yaml', 'ä', '\u{1f4a5}', 'with blank', '-x', 'a-', 'a.b', 'deep');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const file: fc.Arbitrary<CommittedFile> = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constant('x'.repeat(5000)),
  fc.string({ maxLength: 10 }).map((content) => ({ content, executable: true })),
  path.map((target) => ({ target: `../${target}` })),
  fc.constant(null),
);

describe('whatever is committed', () => {
  it('comes out as git has it, commit by commit', async () => {
    const { host, repositories } = await startFixture();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(path, file, { maxKeys: 8 }), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          count += 1;
          const url = await host.createRepository(`r${count}`);
          const repository = repositories.open(url);
          for (const change of changes) {
            const commit = await host.commitFiles(`r${count}`, 'main', change, 'change');
            const artifact = await repository.checkout(commit);
            const tree = openTree(artifact.tree);
            const folder = host.pathOf(`r${count}`);
            expect(artifact.digest).toBe(gitIn(folder, ['rev-parse', `${commit}^{tree}`]).trim());
            expect(filesOf(tree)).toEqual(filesByGit(folder, commit));
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});
