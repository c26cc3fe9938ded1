import { anchors, imageNames, names, resource } from './resources.ts';
import type { Random } from './random.ts';
import { type Value, yamlText } from './yaml-text.ts';

/** Path → text. The kustomization to build is in the folder `root`. */
export type Files = Map<string, string>;

type Fields = { [key: string]: Value | undefined };

/** A base or two with resources, perhaps an overlay or a component between, and a root. */
export function kustomization(random: Random): Files {
  const files: Files = new Map();
  const bases = random.chance(0.3) ? ['base', 'second'] : ['base'];
  for (const [index, base] of bases.entries()) writeBase(files, base, index === 0, random);
  let below = bases.map((base) => `../${base}`);
  if (random.chance(0.4)) {
    write(files, 'middle', { resources: below, ...transformers(random) }, random);
    below = ['../middle'];
  }
  const components = random.chance(0.2) ? ['../component'] : undefined;
  if (components !== undefined) {
    const kind = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
    write(files, 'component', { ...kind, ...transformers(random), ...generators(random) }, random);
  }
  const extra = random.chance(0.3) ? ['extra.yaml'] : [];
  if (extra.length > 0) writeResources(files, 'root/extra.yaml', 1 + random.below(3), random);
  const fields = { resources: [...below, ...extra], components, ...generators(random), ...transformers(random) };
  write(
    files,
    'root',
    { ...fields, ...(random.chance(0.1) ? { buildMetadata: ['originAnnotations', 'transformerAnnotations'] } : {}) },
    random,
  );
  return files;
}

/** The first base has the resources that variables, replacements and replicas ask for. */
function writeBase(files: Files, folder: string, isFirst: boolean, random: Random): void {
  writeResources(files, `${folder}/resources.yaml`, 1 + random.below(7), random);
  if (isFirst)
    files.set(
      `${folder}/anchors.yaml`,
      anchors(random)
        .map((made) => yamlText(made, random))
        .join('---\n'),
    );
  const vars =
    isFirst && random.chance(0.15)
      ? [
          {
            name: 'VAR',
            objref: { apiVersion: 'v1', kind: 'ConfigMap', name: 'anchor' },
            fieldref: random.chance(0.5) ? { fieldpath: 'data.a' } : undefined,
          },
        ]
      : undefined;
  const rest = random.chance(0.5) ? transformers(random) : {};
  write(
    files,
    folder,
    { resources: ['resources.yaml', ...(isFirst ? ['anchors.yaml'] : [])], vars, ...generators(random), ...rest },
    random,
  );
}

function writeResources(files: Files, path: string, count: number, random: Random): void {
  const taken = new Set<string>();
  const documents: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const made = resource(random);
    const { name, namespace } = made['metadata'] as { name: string; namespace?: string };
    const id = JSON.stringify([made['kind'], name, namespace ?? 'default']);
    if (taken.has(id) && random.chance(0.98)) continue;
    taken.add(id);
    documents.push(yamlText(made, random));
  }
  files.set(path, documents.join('---\n'));
}

function write(files: Files, folder: string, fields: Fields, random: Random): void {
  files.set(`${folder}/kustomization.yaml`, yamlText(fields, random));
}

function generators(random: Random): Fields {
  if (random.chance(0.7)) return {};
  const options = random.chance(0.3)
    ? { disableNameSuffixHash: random.chance(0.5), labels: { made: 'yes please' } }
    : undefined;
  return {
    configMapGenerator: [{ name: random.pick(['made', 'made', 'other']), literals: ['a=b', 'n=1'], options }],
    secretGenerator: random.chance(0.4) ? [{ name: 'made', literals: ['p=q'] }] : undefined,
    generatorOptions: random.chance(0.2)
      ? { annotations: { generated: 'true' }, disableNameSuffixHash: random.chance(0.5) }
      : undefined,
  };
}

function transformers(random: Random): Fields {
  const maybe = (probability: number, make: () => Value): Value | undefined =>
    random.chance(probability) ? make() : undefined;
  return {
    namePrefix: maybe(0.3, () => random.pick(['p-', 'q-', '1'])),
    nameSuffix: maybe(0.2, () => random.pick(['-s', '-2'])),
    namespace: maybe(0.3, () => random.pick(['ns', 'default', 'space'])),
    commonLabels: maybe(0.2, () => ({ app: 'common', more: 'm' })),
    labels: maybe(0.3, () => [
      {
        pairs: { [random.pick(['app', 'owner'])]: 'label' },
        includeSelectors: random.chance(0.4),
        includeTemplates: random.chance(0.4) || undefined,
        fields: random.chance(0.2) ? [{ path: 'spec/more/labels', create: true, kind: 'Thing' }] : undefined,
      },
    ]),
    commonAnnotations: maybe(0.2, () => ({ note: 'common', 'x.io/y': '1' })),
    images: maybe(0.3, () => [image(random)]),
    replicas: maybe(0.1, () => [{ name: 'anchor', count: random.below(4) }]),
    patches: maybe(0.4, () => [patch(random), ...(random.chance(0.3) ? [patch(random)] : [])]),
    replacements: maybe(0.15, () => [replacement(random)]),
  };
}

function image(random: Random): Value {
  const name = random.pick(imageNames).replace(/(?<!reg\.io):.*|@.*/g, '');
  return {
    name: name === 'reg.io' ? 'reg.io:5000/app' : name,
    newName: random.chance(0.4) ? random.pick(['other/img', 'nginx']) : undefined,
    newTag: random.chance(0.6) ? random.pick(['v2', '3.0', '7']) : undefined,
    digest: random.chance(0.2) ? 'sha256:999' : undefined,
  };
}

const kinds = ['Deployment', 'StatefulSet', 'Service', 'ConfigMap', 'Thing', 'CronJob'] as const;

function patch(random: Random): Value {
  const kind = random.pick(kinds);
  const target = {
    kind,
    name: random.chance(0.3) ? random.pick([...names, '.*', 'a|b']) : undefined,
    labelSelector: random.chance(0.1) ? 'app=own' : undefined,
  };
  return random.either<Value>(
    () => ({
      target,
      patch: yamlText(
        [{ op: random.pick(['add', 'replace']), path: '/metadata/annotations', value: { patched: 'yes please' } }],
        random,
      ),
    }),
    () => ({
      target,
      patch: yamlText(
        [
          {
            op: 'add',
            path: random.pick(['/metadata/labels/app', '/metadata/annotations/a~1b', '/spec/extra']),
            value: random.pick<Value>(['text', 5, { a: [1] }]),
          },
        ],
        random,
      ),
    }),
    () => ({
      target,
      patch: yamlText(
        { apiVersion: 'any/v1', kind, metadata: { name: 'any', labels: { app: 'patched', gone: null } } },
        random,
      ),
    }),
    () => ({ target: { kind: 'Deployment' }, patch: yamlText(podPatch(random), random) }),
  );
}

function podPatch(random: Random): Value {
  const containers = random.pick<Value>([
    [{ name: 'main', image: 'patched:1' }],
    [{ name: 'added', image: 'added:1' }],
    [{ name: 'side', $patch: 'delete' }],
    [
      {
        name: 'main',
        env: [
          { name: 'A', value: 'patched' },
          { name: 'Z', value: '1' },
        ],
      },
    ],
    [{ $patch: 'replace' }, { name: 'only', image: 'only' }],
  ]);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'any' },
    spec: {
      template: { metadata: random.chance(0.3) ? { labels: { app: 'patched' } } : undefined, spec: { containers } },
    },
  };
}

function replacement(random: Random): Value {
  const source = random.pick<Value>([
    { kind: 'ConfigMap', name: 'anchor' },
    { kind: 'Deployment', name: 'anchor', fieldPath: 'spec.replicas' },
    { kind: 'Service', name: 'anchor', fieldPath: 'spec.ports.0.port' },
  ]);
  const create = random.chance(0.5);
  return {
    source,
    targets: [
      {
        select: { kind: random.pick(kinds), name: random.chance(0.3) ? random.pick(names) : undefined },
        reject: random.chance(0.2) ? [{ name: random.pick(names) }] : undefined,
        fieldPaths: [
          random.pick([
            'metadata.annotations.note',
            'spec.template.metadata.labels.app',
            'metadata.labels.app',
            'spec.replaced.deep',
          ]),
        ],
        options: create ? { create } : undefined,
      },
    ],
  };
}
