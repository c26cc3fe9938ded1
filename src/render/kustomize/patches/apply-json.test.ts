import { expect, it } from 'vitest';
import { memoryTree } from '../../../source/index.ts';
import { refusingRemotes } from '../../remote/index.ts';
import { buildKustomization, createBuildCaches, defaultBuildLimits } from '../index.ts';

// kustomize 5.8.1 ends with a panic there; we gave the object without its annotations.
it('refuses a JSON patch that makes a list of annotations', () => {
  const tree = memoryTree({
    'kustomization.yaml': `resources: [a.yaml]
patches:
- target: {kind: ConfigMap}
  patch: |-
    - {op: replace, path: /metadata/annotations, value: [q]}
`,
    'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {x: "1"}}\n',
  });
  const options = { profile: '5.8', limits: defaultBuildLimits, checkpoint: () => {} } as const;
  const caches = createBuildCaches({ cacheBytes: 1_000_000 });
  expect(() => buildKustomization(tree, '', { ...options, remotes: refusingRemotes('none') }, caches)).toThrow(
    expect.objectContaining({ code: 'patch', place: expect.objectContaining({ file: 'kustomization.yaml', line: 5 }) }),
  );
});
