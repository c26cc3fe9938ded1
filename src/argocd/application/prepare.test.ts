import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../base/index.ts';
import type { Placement } from '../../engine/index.ts';
import { deliveryOf } from '../../engine/testing/index.ts';
import { placeLive, prepareApplicationObject } from './prepare.ts';

const delivery = deliveryOf({
  owner: { cluster: 'in-cluster', group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'shop' },
  namespace: 'shop',
});

function objectOf(metadata: JsonObject = {}, kind = 'ConfigMap', apiVersion = 'v1'): KubeObject {
  return { apiVersion, kind, metadata: { name: 'app', ...metadata } };
}

function prepared(object: KubeObject, namespaced: boolean | undefined = true, from = delivery) {
  return prepareApplicationObject(object, from, 'argocd', namespaced);
}

function placementOf(annotations: Record<string, string>, kind?: string, apiVersion?: string): Placement {
  const result = prepared(objectOf({ annotations }, kind, apiVersion));
  if (result.kind !== 'object') throw new Error(`it is ${result.kind}`);
  return result.placement;
}

describe('what an Application puts on objects', () => {
  const trackingId = 'argocd.argoproj.io/tracking-id';

  it('is a refusal where neither they nor the destination name the namespace that they need', () => {
    const nowhere = { ...delivery, namespace: '' };
    const message =
      'Namespace for app apps/v1, Kind=Deployment is missing. Set spec.destination.namespace, or metadata.namespace of the object';
    expect(prepared(objectOf({}, 'Deployment', 'apps/v1'), true, nowhere)).toEqual({
      kind: 'refused',
      problem: { code: 'namespace-missing', message, object: 'Deployment/app' },
    });
    expect(prepared(objectOf({ namespace: 'own' }), true, nowhere).kind).toBe('object');
    expect(prepared(objectOf({}, 'ClusterRole', 'rbac.authorization.k8s.io/v1'), false, nowhere).kind).toBe('object');
  });

  it.each<[string, KubeObject, boolean | undefined, JsonObject]>([
    [
      'the destination for those without a namespace',
      objectOf(),
      true,
      { namespace: 'shop', annotations: { [trackingId]: 'shop:/ConfigMap:shop/app' } },
    ],
    [
      'nothing but the mark on those that name one',
      objectOf({ namespace: 'other' }),
      true,
      { namespace: 'other', annotations: { [trackingId]: 'shop:/ConfigMap:other/app' } },
    ],
    [
      'no namespace on kinds that have none',
      objectOf({ namespace: 'other' }, 'ClusterRole', 'rbac.authorization.k8s.io/v1'),
      false,
      { annotations: { [trackingId]: 'shop:rbac.authorization.k8s.io/ClusterRole:shop/app' } },
    ],
    [
      'the destination while a kind is unknown',
      objectOf({}, 'Widget', 'example.com/v1'),
      undefined,
      { namespace: 'shop', annotations: { [trackingId]: 'shop:example.com/Widget:shop/app' } },
    ],
    [
      'its own mark over that of another',
      objectOf({ annotations: { [trackingId]: 'else:/ConfigMap:shop/app', kept: 'yes' } }),
      true,
      { namespace: 'shop', annotations: { kept: 'yes', [trackingId]: 'shop:/ConfigMap:shop/app' } },
    ],
  ])('%s', (_what, object, namespaced, metadata) => {
    const result = prepared(object, namespaced);
    expect(result).toMatchObject({ kind: 'object', object: { metadata: { name: 'app', ...metadata } } });
    if (result.kind === 'object') expect('namespace' in result.object.metadata).toBe('namespace' in metadata);
  });

  it('names Applications of other namespaces with theirs', () => {
    const elsewhere = { ...delivery, owner: { ...delivery.owner, namespace: 'team' } };
    expect(prepared(objectOf(), true, elsewhere)).toMatchObject({
      object: { metadata: { annotations: { [trackingId]: 'team_shop:/ConfigMap:shop/app' } } },
    });
  });

  it('does not change what it was given', () => {
    const object = objectOf({ annotations: { a: 'b' } });
    const before = JSON.stringify(object);
    prepared(object);
    expect(JSON.stringify(object)).toBe(before);
  });

  it('leaves alone what is skipped, and tells of it', () => {
    const skipped = prepared(objectOf({ annotations: { 'argocd.argoproj.io/hook': 'Skip' } }));
    expect(skipped).toMatchObject({ kind: 'skipped', told: { metadata: { namespace: 'shop', name: 'app' } } });
  });

  it('keeps definitions that Helm installs', () => {
    expect(prepared(objectOf({ annotations: { 'helm.sh/hook': 'crd-install' } })).kind).toBe('object');
  });

  it('holds a hook until its end has been read', () => {
    const hook = prepared(objectOf({ annotations: { 'argocd.argoproj.io/hook': 'PreSync' }, finalizers: ['own'] }));
    expect(hook).toMatchObject({
      kind: 'hook',
      object: { metadata: { finalizers: ['own', 'argocd.argoproj.io/hook-finalizer'] } },
    });
  });
});

describe('the placement of an object', () => {
  const options = (value: string) => ({ 'argocd.argoproj.io/sync-options': value });

  it('is plain where the object says nothing', () => {
    expect(placementOf({})).toMatchObject({
      phase: 0,
      wave: 0,
      gate: 'multi-stage',
      prune: true,
      remove: true,
      pruneLast: false,
      force: false,
      replace: false,
    });
  });

  it.each<[string, Partial<Placement>]>([
    ['Prune=false', { prune: false, remove: true }],
    ['Prune=confirm', { prune: 'confirmed', remove: true }],
    ['Delete=false', { prune: true, remove: false }],
    ['Delete=confirm', { remove: 'confirmed' }],
    ['PruneLast=true', { pruneLast: true }],
    ['Force=true', { force: true }],
    ['Replace=true', { replace: true }],
    ['Prune=false, Replace=true', { prune: false, replace: true }],
    ['prune=FALSE', { prune: true }],
  ])('reads %s', (value, expected) => {
    expect(placementOf(options(value))).toMatchObject(expected);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a wave', { 'argocd.argoproj.io/sync-wave': '3' }, 3],
    ['a wave below zero', { 'argocd.argoproj.io/sync-wave': '-2' }, -2],
    ['what is no number', { 'argocd.argoproj.io/sync-wave': 'first' }, 0],
    ['what is no whole number', { 'argocd.argoproj.io/sync-wave': '1.5' }, 0],
    ["Helm's weight where there is no wave", { 'helm.sh/hook-weight': '5' }, 5],
    ["the wave over Helm's weight", { 'argocd.argoproj.io/sync-wave': '1', 'helm.sh/hook-weight': '5' }, 1],
  ])('reads %s', (_what, annotations, wave) => {
    expect(placementOf(annotations).wave).toBe(wave);
  });

  it('keeps definitions, and what Helm keeps, when the Application goes', () => {
    expect(placementOf({}, 'CustomResourceDefinition', 'apiextensions.k8s.io/v1').remove).toBe(false);
    expect(placementOf({}, 'CustomResourceDefinition', 'example.com/v1').remove).toBe(true);
    expect(placementOf({ 'helm.sh/resource-policy': 'keep' }).remove).toBe(false);
  });

  it('orders kinds', () => {
    const kinds = [
      'Deployment',
      'Gadget',
      'Namespace',
      'Service',
      'CustomResourceDefinition',
      'ConfigMap',
      'APIService',
    ];
    const ranked = [...kinds].sort((a, b) => placementOf({}, a).rank - placementOf({}, b).rank);
    expect(ranked).toEqual([
      'Namespace',
      'ConfigMap',
      'CustomResourceDefinition',
      'Service',
      'Deployment',
      'APIService',
      'Gadget',
    ]);
  });

  it('is forced or replaced by what somebody wrote on the object in the cluster, and by nothing else there', () => {
    const live = objectOf({ annotations: options('Force=true,Replace=true,Prune=false') });
    const placement = placementOf({});
    expect(placeLive(placement, live)).toEqual({ ...placement, force: true, replace: true });
    expect(placeLive({ ...placement, force: true }, objectOf()).force).toBe(true);
  });
});
