import { describe, expect, it } from 'vitest';
import { inCluster, type KubeObject, type ObjectKey } from '../../base/index.ts';
import type { OwnerKey } from '../delivery.ts';
import type { Tracker } from '../dialect.ts';
import { Claims, twoOwners } from './claims.ts';

const owner = (name: string): OwnerKey => ({
  cluster: inCluster,
  group: 'test.dev',
  kind: 'Owner',
  namespace: 'owners',
  name,
});
const key: ObjectKey = { group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' };
const tracker: Tracker = {
  ownerOf: (live) => {
    const name = live.metadata.labels?.['owner'];
    return name === undefined ? undefined : { group: 'test.dev', kind: 'Owner', namespace: 'owners', name };
  },
};
const live = (name?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'default', ...(name === undefined ? {} : { labels: { owner: name } }) },
});
const claimsOf = (existing: readonly string[]): Claims =>
  new Claims({ trackers: [tracker], exists: ({ name }) => existing.includes(name) });

describe('Claims', () => {
  it('gives an object that is not there to who asks first', () => {
    const claims = claimsOf(['one', 'two']);
    expect(claims.claim(inCluster, owner('one'), [key]).size).toBe(0);
    expect([...claims.claim(inCluster, owner('two'), [key]).values()]).toEqual([owner('one')]);
  });

  it('frees what an owner gives up, and what it leaves behind', () => {
    const claims = claimsOf(['one', 'two']);
    claims.claim(inCluster, owner('one'), [key]);
    claims.claim(inCluster, owner('one'), []);
    expect(claims.claim(inCluster, owner('two'), [key]).size).toBe(0);
    claims.release(owner('two'));
    expect(claims.claim(inCluster, owner('three'), [key]).size).toBe(0);
  });

  it('knows clusters apart', () => {
    const claims = claimsOf(['one', 'two']);
    claims.claim(inCluster, owner('one'), [key]);
    expect(claims.claim('other', owner('two'), [key]).size).toBe(0);
  });

  it('goes by the marks on a live object', () => {
    const claims = claimsOf(['one', 'two']);
    expect(claims.foreignOwner(inCluster, owner('one'), live('one'), key)).toBeUndefined();
    expect(claims.foreignOwner(inCluster, owner('one'), live(), key)).toBeUndefined();
    expect(claims.foreignOwner(inCluster, owner('one'), live('two'), key)).toMatchObject({ name: 'two' });
  });

  it('lets an object go whose owner is gone, or has given it up', () => {
    expect(claimsOf(['one']).foreignOwner(inCluster, owner('one'), live('gone'), key)).toBeUndefined();
    const claims = claimsOf(['one', 'two']);
    claims.claim(inCluster, owner('two'), []);
    expect(claims.foreignOwner(inCluster, owner('one'), live('two'), key)).toBeUndefined();
    claims.claim(inCluster, owner('two'), [key]);
    expect(claims.foreignOwner(inCluster, owner('one'), live('two'), key)).toMatchObject({ name: 'two' });
  });

  it('names both owners', () => {
    expect(twoOwners(key, owner('one'), owner('two')).message).toContain('Owner owners/two');
    expect(twoOwners(key, owner('one'), owner('two')).message).toContain('Owner owners/one');
  });
});
