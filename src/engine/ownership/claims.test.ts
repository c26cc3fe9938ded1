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
const claimsOf = (existing: readonly string[], told: string[] = []): Claims =>
  new Claims({
    trackers: [tracker],
    exists: ({ name }) => existing.includes(name),
    changed: (id) => told.push(id.slice(id.lastIndexOf('/') + 1)),
  });

describe('Claims', () => {
  it('gives an object that is not there to who asks first', () => {
    const claims = claimsOf(['one', 'two']);
    expect(claims.claim(inCluster, owner('one'), [key]).size).toBe(0);
    expect([...claims.claim(inCluster, owner('two'), [key]).values()]).toEqual([owner('one')]);
  });

  it('leaves an object with the owner whose marks it carries, whoever was looked at first', () => {
    const told: string[] = [];
    const claims = claimsOf(['one', 'two'], told);
    // After a restart nobody has claimed anything: the second is looked at first.
    claims.claim(inCluster, owner('two'), [key]);
    expect(claims.foreignOwner(inCluster, owner('two'), live('one'), key)?.name).toBe('one');
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    claims.claim(inCluster, owner('one'), [key]);
    expect(claims.foreignOwner(inCluster, owner('one'), live('one'), key)).toBeUndefined();
    expect(claims.foreignOwner(inCluster, owner('two'), live('one'), key)?.name).toBe('one');
    expect(told).toEqual(['one']);
    expect(claims.takeFreed(owner('two'))).toBe(false);
  });

  it('frees what an owner gives up, and what it leaves behind', () => {
    const claims = claimsOf(['one', 'two']);
    claims.claim(inCluster, owner('one'), [key]);
    claims.claim(inCluster, owner('one'), []);
    expect(claims.claim(inCluster, owner('two'), [key]).size).toBe(0);
    claims.release(owner('two'));
    expect(claims.claim(inCluster, owner('three'), [key]).size).toBe(0);
  });

  it('gives an object that is not there to who writes it, before one that writes only when asked', () => {
    const told: string[] = [];
    const claims = claimsOf(['manual', 'other', 'automated'], told);
    claims.claim(inCluster, owner('manual'), [key], false);
    // Among those that wait for a person the first one stays the first.
    expect([...claims.claim(inCluster, owner('other'), [key], false).values()]).toEqual([owner('manual')]);
    expect(told).toEqual([]);
    expect(claims.claim(inCluster, owner('automated'), [key]).size).toBe(0);
    // Its status has to say so.
    expect(told).toEqual(['manual']);
    for (const writes of [false, true])
      expect([...claims.claim(inCluster, owner('manual'), [key], writes).values()]).toEqual([owner('automated')]);
  });

  it('frees what a resting owner claimed, once', () => {
    const told: string[] = [];
    const claims = claimsOf(['one', 'two'], told);
    claims.claim(inCluster, owner('one'), [key]);
    expect(claims.claim(inCluster, owner('two'), [key]).size).toBe(1);
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    told.length = 0;
    claims.rest(owner('one'));
    claims.claim(inCluster, owner('one'), [key], false);
    expect({ told, freed: claims.takeFreed(owner('two')) }).toEqual({ told: ['two'], freed: true });
    expect(claims.claim(inCluster, owner('two'), [key]).size).toBe(0);
    // What is there stays with the owner whose marks it carries.
    expect(claims.foreignOwner(inCluster, owner('two'), live('one'), key)?.name).toBe('one');
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
describe('refusals', () => {
  it('are told to the holder once, and name who was refused', () => {
    const told: string[] = [];
    const claims = claimsOf(['one', 'two'], told);
    claims.claim(inCluster, owner('one'), [key]);
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    expect(told).toEqual(['one']);
    expect(claims.contenders(owner('one'))).toMatchObject([{ key, owner: owner('two') }]);
    expect(claims.isContended(inCluster, owner('one'), key)).toBe(true);
    expect(claims.isContended('argocd:argocd/other', owner('one'), key)).toBe(false);
    expect(claims.contenders(owner('two'))).toEqual([]);
  });

  it('give way to a claim: what was given up is contended until the other has it', () => {
    const claims = claimsOf(['one', 'two']);
    claims.claim(inCluster, owner('one'), [key]);
    claims.claim(inCluster, owner('one'), []);
    expect(claims.isContended(inCluster, owner('one'), key)).toBe(false);
    claims.claim(inCluster, owner('two'), [key]);
    expect(claims.isContended(inCluster, owner('one'), key)).toBe(true);
    expect(claims.isContended(inCluster, owner('two'), key)).toBe(false);
  });

  it('end when the one that was refused wants the object no more', () => {
    const told: string[] = [];
    const claims = claimsOf(['one', 'two'], told);
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    claims.refused(inCluster, owner('two'), []);
    expect(told).toEqual(['one', 'one']);
    expect(claims.contenders(owner('one'))).toEqual([]);
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    claims.release(owner('two'));
    expect(claims.contenders(owner('one'))).toEqual([]);
  });

  it.each([
    ['gives it up', (claims: Claims) => void claims.claim(inCluster, owner('one'), [])],
    ['is gone', (claims: Claims) => claims.release(owner('one'))],
  ])('give those that were refused a turn when the holder %s', (_how, end) => {
    const told: string[] = [];
    const claims = claimsOf(['one', 'two'], told);
    claims.claim(inCluster, owner('one'), [key]);
    claims.refused(inCluster, owner('two'), [{ key, holder: owner('one') }]);
    told.length = 0;
    claims.claim(inCluster, owner('one'), [key]);
    expect({ told, freed: claims.takeFreed(owner('two')) }).toEqual({ told: [], freed: false });
    end(claims);
    expect({ told, freed: claims.takeFreed(owner('two')) }).toEqual({ told: ['two'], freed: true });
    expect(claims.takeFreed(owner('two'))).toBe(false);
  });
});
