import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../refused-error.ts';
import { runIn } from './testing/run-in.ts';

const files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator:\n- name: settings\n  literals: [a=1]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    example.org/team: blue
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: nginx
      volumes: []
`,
  'top/kustomization.yaml': `resources: [../base]
namespace: shop
replicas:
- name: web
  count: 3
`,
};

describe('slipway kustomize build --origin', () => {
  it('prints what set each field', async () => {
    const { code, out } = await runIn(files, 'kustomize', 'build', 'top', '--origin');
    const [configMap = '', deployment = ''] = out.split(/^(?=# D)/m);
    expect(code).toBe(0);
    expect(configMap).toMatch(/^# ConfigMap\/settings-\w+ -n shop\n/);
    expect(configMap).toContain('\ndata.a\tbase/kustomization.yaml:4:14\tConfigMapGenerator\n');
    expect(deployment).toBe(`# Deployment/web -n shop
apiVersion\tbase/web.yaml:1:13\t-
kind\tbase/web.yaml:2:7\t-
metadata.name\tbase/web.yaml:4:9\t-
metadata.labels["example.org/team"]\tbase/web.yaml:6:23\t-
metadata.namespace\ttop/kustomization.yaml:2:12\tNamespaceTransformer
spec.replicas\ttop/kustomization.yaml:5:10\tReplicaCountTransformer
spec.template.spec.containers[0].name\tbase/web.yaml:12:15\t-
spec.template.spec.containers[0].image\tbase/web.yaml:13:16\t-
spec.template.spec.volumes\tbase/web.yaml:14:7\t-
`);
  });
});

describe('slipway explain', () => {
  const explain = async (object: string, field: string, ...flags: readonly string[]) =>
    (await runIn(files, 'explain', 'top', object, field, ...flags)).out;

  it('says in one line what set a field', async () => {
    expect(await explain('deployment/web', 'spec.replicas')).toBe(
      'Deployment/web -n shop spec.replicas is 3: top/kustomization.yaml:5:10, by ReplicaCountTransformer\n',
    );
    expect(await explain('Deployment/web', 'spec.template', '-n', 'shop')).toBe(
      'Deployment/web -n shop spec.template is a map: base/web.yaml:9:3, as written there\n',
    );
  });

  it('takes the paths that people write', async () => {
    const image = 'spec.template.spec.containers[0].image is "nginx": base/web.yaml:13:16, as written there\n';
    for (const containers of ['containers[0]', 'containers.0', 'containers[name=web]', 'containers.[name=web]']) {
      expect(await explain('deployment/web', `spec.template.spec.${containers}.image`)).toContain(image);
    }
    for (const label of ['labels["example.org/team"]', 'labels.example.org/team']) {
      expect(await explain('deployment/web', `metadata.${label}`)).toContain('is "blue": base/web.yaml:6:23');
    }
  });

  it('knows objects by the names that they had, too', async () => {
    expect(await explain('configmap/settings', 'data.a')).toMatch(
      /^ConfigMap\/settings-\w+ -n shop data\.a is "1": base\/kustomization\.yaml:4:14, by ConfigMapGenerator\n$/,
    );
  });

  it('says what there is where there is no such thing', async () => {
    const refused = (text: string) => new RefusedError(text);
    await expect(explain('deployment/web', 'spec.replica')).rejects.toEqual(
      refused('there is no such field: Deployment/web -n shop spec has replicas, template'),
    );
    await expect(explain('deployment/web', 'spec.template.spec.containers[1]')).rejects.toEqual(
      refused('there is no such item: Deployment/web -n shop spec.template.spec.containers has 1, from [0] on'),
    );
    await expect(explain('deployment/api', 'spec')).rejects.toEqual(
      refused('this kustomization gives no deployment/api, but Deployment/web -n shop'),
    );
  });

  it('refuses a name that several objects have', async () => {
    const two = {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': ['a', 'b'].map((n) => `kind: Role\nmetadata: {name: x, namespace: ${n}}\n`).join('---\n'),
    };
    await expect(runIn(two, 'explain', '.', 'role/x', 'kind')).rejects.toThrow('Role/x -n a, Role/x -n b; say which');
    expect((await runIn(two, 'explain', '.', 'role/x', 'kind', '-n', 'b')).out).toContain('Role/x -n b kind is');
  });
});
