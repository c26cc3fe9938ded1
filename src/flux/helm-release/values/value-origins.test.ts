import { expect, it } from 'vitest';
import { type JsonObject, type KubeObject, Secret } from '../../../base/index.ts';
import type { Lookup } from '../../../engine/index.ts';
import type { Release } from '../../../release/index.ts';
import { valueOrigins } from './value-origins.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const objects: Readonly<Record<string, JsonObject>> = {
  'ConfigMap/base': { 'values.yaml': 'a: {x: 1, w: 2}\nover: base\n' },
  'Secret/hidden': { 'values.yaml': base64('token: canary\n'), password: base64('canary') },
};
const lookup: Lookup = {
  get: ({ kind }, _namespace, name) => {
    const data = objects[`${kind}/${name}`];
    return Promise.resolve(
      data === undefined ? undefined : ({ kind, metadata: { name }, data } as unknown as KubeObject),
    );
  },
  list: () => Promise.resolve([]),
};

async function origins(config: JsonObject, values: JsonObject, valuesFrom: readonly JsonObject[]): Promise<string[]> {
  const owner: KubeObject = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'r', namespace: 'shop' },
    spec: { values, valuesFrom: [...valuesFrom] },
  };
  const chart = { values: { a: { x: 0, z: 9 }, over: 'chart', list: [1], 'k.ey': true } };
  const release = { config: new Secret(config), chart } as unknown as Release;
  const found = await valueOrigins(owner, release, lookup);
  return found.map(({ path, value, from }) => `${path}=${value === undefined ? '?' : JSON.stringify(value)} ${from}`);
}

it('values are told with who set them, and those of Secrets are not told', async () => {
  const config = { a: { x: 1, w: 2 }, over: 'spec', token: 'canary', db: { password: 'canary' } };
  expect(
    await origins(config, { over: 'spec' }, [
      { kind: 'ConfigMap', name: 'base' },
      { kind: 'Secret', name: 'hidden' },
      { kind: 'Secret', name: 'hidden', valuesKey: 'password', targetPath: 'db.password' },
    ]),
  ).toEqual([
    'a.w=2 ConfigMap/base values.yaml',
    'a.x=1 ConfigMap/base values.yaml',
    'db.password=? Secret/hidden password',
    'over="spec" spec.values',
    'token=? Secret/hidden values.yaml',
    'a.z=9 chart',
    String.raw`k\.ey=true chart`,
    'list=[1] chart',
  ]);
});

it('values of an earlier spec may have come out of a Secret', async () => {
  const config = { old: 'canary' };
  expect((await origins(config, {}, [{ kind: 'Secret', name: 'hidden' }]))[0]).toBe('old=? an earlier spec');
  expect((await origins(config, {}, []))[0]).toBe('old="canary" an earlier spec');
});

it('a value that is no map replaces what the chart has below it', async () => {
  expect(await origins({ a: null }, { a: null }, [])).not.toContain('a.z=9 chart');
});
