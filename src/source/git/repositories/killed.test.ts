import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../../test/support/source-files.ts';
import { startFixture } from '../../../../test/support/source-fixture.ts';
import { openTree } from '../../tree/index.ts';

/** Checks out commits, one after the other, until somebody ends it. */
const program = `
  const [url, cacheDir, sources, ...commits] = process.argv.slice(1);
  const { createGitRepositories } = await import(sources + 'source/index.ts');
  const { systemClock, systemRandom } = await import(sources + 'base/index.ts');
  const options = { cacheDir, clock: systemClock, random: systemRandom, path: process.env.PATH };
  const repository = createGitRepositories(options).open(url);
  console.log('begun');
  for (const commit of commits) await repository.checkout(commit);
  console.log('done');
`;

describe('a process that is killed at any moment', () => {
  it('leaves a cache in which the next one finds what is right', async () => {
    const { host, cacheDir, restart } = await startFixture();
    const url = await host.createRepository('app');
    const commits: string[] = [];
    const contents: Record<string, string>[] = [];
    for (let round = 0; round < 4; round += 1) {
      const paths = Array.from({ length: 60 }, (_, index) => [
        `d${index % 7}/${index}`,
        `${round} ${'x'.repeat(index * 50)}`,
      ]);
      const files = Object.fromEntries(paths) as Record<string, string>;
      commits.push(await host.commitFiles('app', 'main', files, `commit ${round}`));
      contents.push(files);
    }
    const sources = new URL('../../../', import.meta.url).href;
    let killed = 0;
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const args = ['--input-type=module', '-e', program, url, cacheDir, sources, ...commits];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise<NodeJS.Signals | null>((resolve) =>
        child.once('exit', (_code, signal) => resolve(signal)),
      );
      await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
      // A little later each time: in the look-up, the fetch, the writing of the first tree, of the next …
      const timer = setTimeout(() => child.kill('SIGKILL'), attempt * 12);
      if ((await ended) === 'SIGKILL') killed += 1;
      clearTimeout(timer);
    }
    expect(killed).toBeGreaterThan(3);
    const repository = restart().open(url);
    for (const [index, commit] of commits.entries()) {
      expect(filesOf(openTree((await repository.checkout(commit)).tree))).toEqual(contents[index]);
    }
  }, 120_000);
});
