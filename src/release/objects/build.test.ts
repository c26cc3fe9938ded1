import { describe, expect, it } from 'vitest';
import { sharedSandbox } from '../../../test/support/test-cluster.ts';
import { buildObjects, readObjects } from './build.ts';

describe('the objects of a manifest', () => {
  const shared = sharedSandbox();
  const build = async (manifest: string): Promise<string[]> => {
    const { client } = await shared();
    const objects = await buildObjects(manifest, 'shop', client.discovery);
    return objects.map(({ resource, namespace, name }) => `${resource.plural} ${namespace}/${name}`);
  };

  it('go into the namespace of the release where they name none and have one', async () => {
    const manifest = `---
# Source: a.yaml
{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: other}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: c}}
`;
    expect(await build(manifest)).toEqual(['configmaps shop/a', 'configmaps other/b', 'namespaces /c']);
  });

  it('are those of a List, too', async () => {
    const list =
      '{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret, metadata: {name: a}}, {apiVersion: v1, kind: Secret, metadata: {name: b}}]}';
    expect(await build(list)).toEqual(['secrets shop/a', 'secrets shop/b']);
  });

  it('are refused together where the cluster does not know their kinds', async () => {
    const unknown = (name: string): string =>
      `{apiVersion: example.com/v1, kind: Thing, metadata: {name: ${name}}}\n---\n`;
    await expect(build(`${unknown('a')}${unknown('b')}`)).rejects.toMatchObject({
      code: 'apply',
      message: expect.stringMatching(
        /^\[resource mapping not found for name: "a".*, resource mapping .* "b".*\]$/s,
      ) as string,
    });
  });

  it('are refused where they are none', () => {
    expect(() => readObjects('a: b')).toThrow(/Kind/);
    expect(() => readObjects('a: [')).toThrow(/error parsing/);
  });
});
