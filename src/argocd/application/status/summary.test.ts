import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, KubeObject } from '../../../base/index.ts';
import { stateOf } from '../../../engine/testing/index.ts';
import { applicationOf } from '../../testing/builders.ts';
import { ingressUrls } from './external-urls.ts';
import { imagesOf } from './images.ts';
import { summaryOf } from './summary.ts';

const containers = (...images: string[]): Json => images.map((image) => ({ image }));

describe('imagesOf', () => {
  const pod = { containers: containers('b', 'a'), initContainers: containers('i') };
  it.each<[string, JsonObject, string[]]>([
    ['a pod', pod, ['b', 'a', 'i']],
    ['a workload with a template', { template: { spec: pod } }, ['b', 'a', 'i']],
    ['a CronJob', { jobTemplate: { spec: { template: { spec: pod } } } }, ['b', 'a', 'i']],
    ['what has none', { replicas: 1 }, []],
    [
      'what has something else there',
      { containers: 'text', template: { spec: { containers: [1, { image: 5 }] } } },
      [],
    ],
  ])('of %s', (_what, spec, images) => {
    const object: KubeObject = { apiVersion: 'v1', kind: 'Any', metadata: { name: 'a' }, spec };
    expect(imagesOf(object, { initContainers: true })).toEqual(images);
    expect(imagesOf(object, { initContainers: false })).toEqual(images.filter((image) => image !== 'i'));
  });
});

describe('ingressUrls', () => {
  const path = (text?: string): JsonObject => (text === undefined ? {} : { path: text });
  const rule = (host: string | undefined, ...paths: JsonObject[]): JsonObject => ({
    ...(host === undefined ? {} : { host }),
    http: { paths },
  });
  const ingress = (spec: JsonObject, more: JsonObject = {}): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'a', ...(more['metadata'] as JsonObject | undefined) },
    spec,
    ...(more['status'] === undefined ? {} : { status: more['status'] }),
  });
  const balanced = (entry: JsonObject): JsonObject => ({ status: { loadBalancer: { ingress: [entry] } } });

  it.each<[string, KubeObject, string[]]>([
    ['a host', ingress({ rules: [rule('a.example', path('/'))] }), ['http://a.example/']],
    ['paths', ingress({ rules: [rule('a.example', path('/x*'), path())] }), ['http://a.example/x', 'http://a.example']],
    [
      'a certificate',
      ingress({ rules: [rule('a.example', path('/'))], tls: [{ secretName: 's' }] }),
      ['https://a.example/'],
    ],
    [
      'no host, but an address',
      ingress({ rules: [rule(undefined, path('/'))] }, balanced({ ip: '10.0.0.1' })),
      ['http://10.0.0.1/'],
    ],
    [
      'no host, but a name',
      ingress({ rules: [rule('', path('/'))] }, balanced({ hostname: 'lb.example' })),
      ['http://lb.example/'],
    ],
    ['neither', ingress({ rules: [rule(undefined, path('/'))] }), []],
    ['no rules', ingress({}), []],
    [
      'links that are not wanted',
      ingress(
        { rules: [rule('a.example', path('/'))] },
        { metadata: { annotations: { 'argocd.argoproj.io/ignore-default-links': 'true' } } },
      ),
      [],
    ],
  ])('of %s', (_what, object, urls) => {
    expect(ingressUrls(object)).toEqual(urls);
  });
});

describe('summaryOf', () => {
  const live = (spec: JsonObject, annotations: Record<string, string> = {}, kind = 'Pod', apiVersion = 'v1') =>
    stateOf('a', { live: { apiVersion, kind, metadata: { name: 'a', annotations }, spec } });

  it('lists images and addresses once, sorted', () => {
    const ingress = live(
      { rules: [{ host: 'a.example', http: { paths: [{ path: '/' }] } }] },
      {},
      'Ingress',
      'networking.k8s.io/v1',
    );
    const owner = applicationOf(
      {},
      { metadata: { annotations: { 'link.argocd.argoproj.io/docs': 'https://docs.example' } } },
    );
    const objects = [
      live({ containers: containers('b', 'a') }, { 'link.argocd.argoproj.io/x': 'https://x.example' }),
      live({ containers: containers('a') }),
      ingress,
    ];
    expect(summaryOf(owner, objects)).toEqual({
      externalURLs: ['http://a.example/', 'https://docs.example', 'https://x.example'],
      images: ['a', 'b'],
    });
  });

  it('says nothing of what is not there', () => {
    const desired: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: containers('a') },
    };
    expect(summaryOf(applicationOf(), [stateOf('a', { desired, live: undefined })])).toBeUndefined();
  });
});
