import { describe, expect, it } from 'vitest';
import { type Priority, silentLogger } from '../../base/index.ts';
import type { GitRepository } from '../../source/index.ts';
import type { OwnerId } from '../owner-id.ts';
import type { Checkouts } from './checkouts.ts';
import { FollowedSources } from './followed-sources.ts';

describe('FollowedSources', () => {
  it('gives those their turn first for whom a move changes something', async () => {
    let move = (): void => undefined;
    const repository = {
      url: 'http://git.example/app.git',
      subscribe: (changed: () => void) => {
        move = changed;
        return () => undefined;
      },
      resolve: () => Promise.resolve({ commit: 'c' }),
    } as unknown as GitRepository;
    const moved: [OwnerId, Priority][] = [];
    const told = Promise.withResolvers<void>();
    const owners = ['a', 'b', 'c', 'd'] as unknown as OwnerId[];
    const sources = new FollowedSources({
      logger: silentLogger,
      checkouts: { get: () => Promise.resolve({ artifact: {} }) } as unknown as Checkouts,
      touches: (owner) => owner === owners[2],
      moved: (owner, priority) => {
        moved.push([owner, priority]);
        if (moved.length === owners.length) told.resolve();
      },
    });
    for (const owner of owners) sources.follow(owner, repository, { kind: 'branch', branch: 'main' });
    move();
    await told.promise;
    expect(moved).toEqual([
      ['c', 'high'],
      ['a', 'low'],
      ['b', 'low'],
      ['d', 'low'],
    ]);
  });
});
