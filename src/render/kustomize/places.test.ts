import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTree } from '../../source/index.ts';
import { buildKustomization, ResourceFiles } from './build/index.ts';
import { defaultBuildLimits } from './load/index.ts';
import { refusingRemotes } from '../remote/index.ts';
import { getNode, type Node } from './node/index.ts';
import type { Resource } from './resource/index.ts';
import { ConfigMerger } from './transformers/index.ts';

function build(files: Readonly<Record<string, string>>): readonly Resource[] {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-places-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const built = buildKustomization(
    openTree({ kind: 'folder', path: folder }),
    '.',
    { profile: '5.8', remotes: refusingRemotes('none'), limits: defaultBuildLimits, checkpoint: () => {} },
    { files: new ResourceFiles({ maxBytes: 1_000_000 }), configs: new ConfigMerger() },
  );
  if (built.kind !== 'built') throw new Error('it needs something');
  return built.resources;
}

/** Place and author of a field, and the text that stands in the file there. */
function at(node: Node | undefined, files: Readonly<Record<string, string>>): string {
  if (node === undefined) return 'missing';
  const { file, line, column } = node.place;
  const written = (files[file] ?? '').split('\n')[line - 1]?.slice(column - 1) ?? '';
  return `${file}:${line}:${column} ${node.changedBy ?? 'the file'}: ${written}`;
}

const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  host: a.org\n  port: "80"\n';

describe('the place of a field', () => {
  it('is in the kustomization where a patch stands there', () => {
    const files = {
      'cm.yaml': settings,
      'kustomization.yaml': `resources: [cm.yaml]
patches:
- patch: |-

    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    data:
      host: b.org
- target: {kind: ConfigMap}
  patch: |
    - op: add
      path: /data/more
      value: 5
- target: {kind: ConfigMap}
  patch: '[{"op": "add", "path": "/data/quoted", "value": "q"}]'
`,
    };
    const [resource] = build(files);
    const data = (name: string): string => at(getNode(resource?.root, 'data', name), files);
    expect(data('host')).toBe('kustomization.yaml:9:13 PatchTransformer: b.org');
    expect(data('more')).toBe('kustomization.yaml:14:14 PatchTransformer: 5');
    expect(data('quoted')).toMatch(/^kustomization\.yaml:16:10 PatchTransformer: '\[/);
    expect(data('port')).toBe('cm.yaml:7:9 the file: "80"');
    expect(at(getNode(resource?.root, 'metadata', 'name'), files)).toBe('cm.yaml:4:9 the file: settings');
  });

  it('is that of the source where a replacement wrote it', () => {
    const files = {
      'cm.yaml': settings,
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations: {url: "http://x:1/"}\nspec: {hostname: h}\n',
      'kustomization.yaml': `resources: [cm.yaml, pod.yaml]
replacements:
- source: {kind: ConfigMap, fieldPath: data.host}
  targets:
  - select: {kind: Pod}
    fieldPaths: [spec.hostname]
- source: {kind: ConfigMap, fieldPath: data.port}
  targets:
  - select: {kind: Pod}
    fieldPaths: [metadata.annotations.url]
    options: {delimiter: ":", index: 2}
- sourceValue: made
  targets:
  - select: {kind: Pod}
    fieldPaths: [spec.subdomain]
    options: {create: true}
`,
    };
    const pod = build(files).find(({ root }) => getNode(root, 'spec', 'hostname') !== undefined);
    const field = (...path: string[]): string => at(getNode(pod?.root, ...path), files);
    expect(field('spec', 'hostname')).toBe('cm.yaml:6:9 ReplacementTransformer: a.org');
    expect(field('metadata', 'annotations', 'url')).toBe('cm.yaml:7:9 ReplacementTransformer: "80"');
    expect(field('spec', 'subdomain')).toBe('kustomization.yaml:12:16 ReplacementTransformer: made');
  });

  it('stays where the image was written where an entry of images says nothing', () => {
    const files = {
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - image: nginx\n',
      'kustomization.yaml': 'resources: [pod.yaml]\nimages:\n- name: nginx\n',
    };
    const [pod] = build(files);
    expect(at(getNode(pod?.root, 'spec', 'containers', 0, 'image'), files)).toBe('pod.yaml:6:12 the file: nginx');
  });

  it('is in the text of a plugin that stands in the kustomization', () => {
    const files = {
      'cm.yaml': settings,
      'kustomization.yaml': `resources: [cm.yaml]
transformers:
- |-
  apiVersion: builtin
  kind: LabelTransformer
  metadata: {name: t}
  labels:
    team: blue
  fieldSpecs:
  - {path: metadata/labels, create: true}
`,
    };
    const [resource] = build(files);
    expect(at(getNode(resource?.root, 'metadata', 'labels', 'team'), files)).toBe(
      'kustomization.yaml:8:11 LabelTransformer: blue',
    );
  });
});
