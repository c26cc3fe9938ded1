import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../base/index.ts';
import { applicationTracker, instanceName, trackingId } from './tracking.ts';

const tracker = applicationTracker('argocd');

function marked(id: string | undefined, changes: Partial<KubeObject> = {}): KubeObject {
  const annotations = id === undefined ? {} : { 'argocd.argoproj.io/tracking-id': id };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', annotations },
    ...changes,
  };
}

describe('tracking ids', () => {
  it.each([
    [{ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' }, 'shop:apps/Deployment:shop/web'],
    [{ group: '', kind: 'ConfigMap', namespace: 'shop', name: 'a' }, 'shop:/ConfigMap:shop/a'],
    [{ group: '', kind: 'Namespace', namespace: '', name: 'other' }, 'shop:/Namespace:target/other'],
  ])('of %j', (key, id) => {
    expect(trackingId('shop', key, 'target')).toBe(id);
  });

  it('name Applications outside the control plane with their namespace', () => {
    expect(instanceName({ namespace: 'argocd', name: 'shop' }, 'argocd')).toBe('shop');
    expect(instanceName({ namespace: 'team', name: 'shop' }, 'argocd')).toBe('team_shop');
  });
});

describe('applicationTracker', () => {
  it.each<[string, KubeObject, string | undefined]>([
    ['an object of an Application', marked('shop:apps/Deployment:shop/web'), 'argocd/shop'],
    ['one of an Application elsewhere', marked('team_shop:apps/Deployment:shop/web'), 'team/shop'],
    [
      'one of an Application whose name has an underscore-free rest',
      marked('team_my-shop:apps/Deployment:shop/web'),
      'team/my-shop',
    ],
    ['an object without a mark', marked(undefined), undefined],
    ['what is no mark', marked('shop'), undefined],
    ['an empty mark', marked(''), undefined],
    ['a mark of another object', marked('shop:apps/Deployment:shop/other'), undefined],
    ['a mark of another kind', marked('shop:apps/StatefulSet:shop/web'), undefined],
    ['a mark of another group', marked('shop:example.com/Deployment:shop/web'), undefined],
    ['a copy in another namespace', marked('shop:apps/Deployment:else/web'), undefined],
    [
      'a cluster-scoped object, whatever namespace its mark names',
      marked('shop:/Namespace:anywhere/web', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'web', annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/Namespace:anywhere/web' } },
      }),
      'argocd/shop',
    ],
  ])('reads %s', (_what, live, owner) => {
    const found = tracker.ownerOf(live);
    expect(found === undefined ? undefined : `${found.namespace}/${found.name}`).toBe(owner);
  });

  it('reads what it wrote', () => {
    const key = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
    for (const owner of [
      { namespace: 'argocd', name: 'a' },
      { namespace: 'team', name: 'b' },
    ]) {
      const id = trackingId(instanceName(owner, 'argocd'), key, 'shop');
      expect(tracker.ownerOf(marked(id))).toMatchObject(owner);
    }
  });
});
