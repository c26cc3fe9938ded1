/** A dialect whose statuses tell of broken manifests. */
export type Dialect = 'argocd' | 'flux';

/** A folder whose manifests cannot be delivered, and what a status must say of it in each dialect that reads it. */
export interface BrokenFolder {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly says: Readonly<Partial<Record<Dialect, RegExp>>>;
}

/** The text of a Deployment in `app.yaml`: `replicas` stands in line 7, the image in line 14. */
function deployment(namespace: string, name: string, changes: Readonly<Record<string, string>> = {}): string {
  const { replicas = '1', image = 'image: pause', apiVersion = 'apps/v1', more = '' } = changes;
  return `apiVersion: ${apiVersion}
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      containers:
        - name: main
          ${image}
${more}`;
}

function configMap(namespace: string, name: string, more: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${more}`;
}

/** Manifests that are broken in every way that we know of. `namespace` is there. */
export function brokenFolders(namespace: string): readonly BrokenFolder[] {
  const both = (pattern: RegExp) => ({ argocd: pattern, flux: pattern });
  const one = (folder: string, text: string, says: BrokenFolder['says'] | RegExp): BrokenFolder => ({
    folder,
    files: { 'app.yaml': text },
    says: says instanceof RegExp ? both(says) : says,
  });
  const aliases = Array.from({ length: 12 }, (_, i) => `  k${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}x]`);
  return [
    one('syntax', configMap(namespace, 'a', 'data: {a: [1'), /syntax\/app\.yaml:\d+:\d+/),
    one('tabs', configMap(namespace, 'a', 'data:\n\ta: x\n'), /tabs\/app\.yaml:7:\d+/),
    one('no-kind', `apiVersion: v1\nmetadata:\n  name: a\n`, {
      flux: /no-kind\/app\.yaml:1:1/,
    }),
    one(
      'no-name',
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: ${namespace}\n`,
      /no-name\/app\.yaml:\d+:\d+/,
    ),
    one('a-list', '- apiVersion: v1\n- kind: ConfigMap\n', { flux: /a-list\/app\.yaml:1:1/ }),
    one(
      'deep',
      configMap(namespace, 'a', `data: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`),
      /deep\/app\.yaml:\d+:\d+/,
    ),
    one(
      'aliases',
      configMap(namespace, 'a', `data:\n${aliases.join('\n').replace(/\*a-1, /g, 'x, ')}\n`),
      /aliases\/app\.yaml:\d+:\d+/,
    ),
    { folder: 'json', files: { 'app.json': '{"apiVersion": "v1",,}' }, says: { argocd: /json\/app\.json:1:\d+/ } },
    one(
      'label',
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: ${namespace}\n  labels:\n    a: 1\n`,
      /label\/app\.yaml:7:\d+/,
    ),
    one('unknown-kind', `apiVersion: x.dev/v1\nkind: Widget\nmetadata:\n  name: a\n  namespace: ${namespace}\n`, {
      argocd:
        /could not find x\.dev\/Widget .*Make sure the "Widget" CRD is installed.* \(unknown-kind\/app\.yaml:1:1\)/,
      flux: /Widget\/.* no matches for kind "Widget" in version "x\.dev\/v1" \(unknown-kind\/app\.yaml:1:1\); install/,
    }),
    one(
      'unknown-version',
      deployment(namespace, 'unknown-version', { apiVersion: 'apps/v9' }),
      /\(unknown-version\/app\.yaml:1:1\)/,
    ),
    one('missing-namespace', configMap('no-such', 'a', 'data: {a: b}\n'), {
      argocd: /namespaces "no-such" not found \(missing-namespace\/app\.yaml:1:1\); create the namespace/,
      flux: /ConfigMap\/no-such\/a not found: namespaces "no-such" not found \(missing-namespace\/app\.yaml:1:1\); create/,
    }),
    one(
      'invalid',
      deployment(namespace, 'invalid', { replicas: '-1' }),
      /spec\.replicas: Invalid value: -1.* \(invalid\/app\.yaml:7:13\)/,
    ),
    one(
      'no-image',
      deployment(namespace, 'no-image', { image: 'ports: []' }),
      /image: Required value.* \(no-image\/app\.yaml:1[34]:\d+\)/,
    ),
    one(
      'unknown-field',
      deployment(namespace, 'unknown-field', { more: '  replicaz: 1\n' }),
      /replicaz.* \(unknown-field\/app\.yaml:15:\d+\)/,
    ),
    one(
      'large-number',
      deployment(namespace, 'large-number', { replicas: '99999999999' }),
      /\(large-number\/app\.yaml:\d+:\d+\)/,
    ),
    one('text-number', deployment(namespace, 'text-number', { replicas: '"two"' }), /\(text-number\/app\.yaml:7:13\)/),
    one('name', configMap(namespace, 'Upper_Case', ''), /metadata\.name: Invalid value.* \(name\/app\.yaml:4:9\)/),
    one(
      'key',
      configMap(namespace, 'key', 'data:\n  "a b": x\n'),
      /data\[a b\]: Invalid value.* \(key\/app\.yaml:7:\d+\)/,
    ),
    one(
      'three-megabytes',
      configMap(namespace, 'large', `data:\n  large: ${'x'.repeat(3 * 1024 * 1024)}\n`),
      /too large.* \(three-megabytes\/app\.yaml:1:1\); split it/i,
    ),
    one(
      'two-megabytes',
      configMap(namespace, 'larger', `data:\n  large: ${'x'.repeat(2 * 1024 * 1024)}\n`),
      /\(two-megabytes\/app\.yaml:\d+:\d+\)/,
    ),
  ];
}
