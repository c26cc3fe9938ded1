import { describe, expect, it } from 'vitest';
import { FieldSet } from '../fieldpath/index.ts';
import { resetFields } from './reset-fields.ts';

const container = 'f:spec f:containers k:{"name":"app"}';
const everything = [
  'f:metadata f:labels f:l',
  'f:metadata f:ownerReferences k:{"uid":"u"}',
  'f:spec',
  'f:spec f:replicas',
  'f:spec f:ephemeralContainers k:{"name":"e"} f:image',
  `${container} f:image`,
  `${container} f:resources f:limits f:cpu`,
  'f:status',
  'f:status f:conditions k:{"type":"Ready"}',
  'f:status f:certificate',
];
const set = FieldSet.of(...everything.map((path) => path.split(' ')));

function kept(kind: string, subresource?: string, custom?: { statusSubresource: boolean }): string[] {
  const [group = '', name = ''] = kind.split('/');
  const filter = resetFields({ group, kind: name }, subresource, custom);
  return [...(filter === undefined ? set : filter(set)).paths()].map((path) => path.join(' '));
}

function without(...prefixes: readonly string[]): string[] {
  const paths = everything.filter(
    (path) => !prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix} `)),
  );
  return [...FieldSet.of(...paths.map((path) => path.split(' '))).paths()].map((path) => path.join(' '));
}

describe('built-in kinds', () => {
  it.each<[string, string | undefined, string[]]>([
    ['apps/Deployment', undefined, without('f:status')],
    ['apps/Deployment', 'status', without('f:spec', 'f:metadata f:labels')],
    ['apps/StatefulSet', 'status', without('f:spec')],
    ['/Namespace', 'finalize', without('f:status')],
    ['/Pod', undefined, without('f:status')],
    ['/Pod', 'status', without('f:spec', 'f:metadata f:ownerReferences')],
    ['networking.k8s.io/ServiceCIDR', 'status', without('f:spec', 'f:metadata')],
    ['certificates.k8s.io/CertificateSigningRequest', undefined, without('f:spec', 'f:status')],
    ['certificates.k8s.io/CertificateSigningRequest', 'status', without('f:spec', 'f:status f:conditions')],
    ['certificates.k8s.io/CertificateSigningRequest', 'approval', without('f:spec', 'f:status f:certificate')],
  ])('%s %s', (kind, subresource, expected) => {
    expect(kept(kind, subresource)).toEqual(expected);
  });

  it.each<[string, string | undefined]>([
    ['/ConfigMap', undefined],
    ['/Secret', undefined],
    ['rbac.authorization.k8s.io/ClusterRole', undefined],
    ['apps/Deployment', 'scale'],
  ])('%s %s resets nothing', (kind, subresource) => {
    const [group = '', name = ''] = kind.split('/');
    expect(resetFields({ group, kind: name }, subresource)).toBeUndefined();
  });

  it('pods keep only what their subresources are for', () => {
    expect(kept('/Pod', 'ephemeralcontainers')).toEqual([
      'f:spec',
      'f:spec f:ephemeralContainers k:{"name":"e"} f:image',
    ]);
    expect(kept('/Pod', 'resize')).toEqual(['f:spec', `${container} f:resources f:limits f:cpu`]);
  });
});

describe('custom resources', () => {
  const kind = 'example.io/Gadget';
  it.each<[string | undefined, boolean, string[]]>([
    [undefined, true, without('f:status')],
    ['status', true, without('f:spec', 'f:metadata')],
    [undefined, false, without()],
    ['status', false, without()],
  ])('%s, with the status subresource: %s', (subresource, statusSubresource, expected) => {
    expect(kept(kind, subresource, { statusSubresource })).toEqual(expected);
  });

  it('may have the name of a built-in kind', () => {
    expect(kept('apps/Deployment', 'status', { statusSubresource: false })).toEqual(without());
  });
});
