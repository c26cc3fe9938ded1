import { describe, expect, it } from 'vitest';
import { ManualClock } from '../base/index.ts';
import type { ChartRepositories, GitRepositories } from '../source/index.ts';
import { remoteBases } from './remote-bases.ts';

/** Whether a file of a host is asked for. */
async function isAsked(host: string, hosts?: readonly string[]): Promise<boolean> {
  let asked = false;
  const fetcher = remoteBases(hosts === undefined ? {} : { hosts }, {
    repositories: {} as GitRepositories,
    chartsWithin: () => ({}) as ChartRepositories,
    clock: new ManualClock(),
    fetch: () => {
      asked = true;
      return Promise.resolve(new Response('a'));
    },
  });
  await fetcher.file(`https://${host}/a.yaml`, undefined);
  return asked;
}

describe('remoteBases', () => {
  it.each<[string, readonly string[] | undefined, boolean]>([
    ['git.example', undefined, true],
    ['git.example', [], false],
    ['git.example', ['other.example', 'GIT.example'], true],
    ['git.example', ['*.example'], true],
    ['example', ['*.example'], false],
    ['notexample.org', ['*.example.org', 'example.org'], false],
  ])('%s where %j is allowed', async (host, hosts, asked) => {
    expect(await isAsked(host, hosts)).toBe(asked);
  });
});
