/**
 * The histories that `record-apply.ts` runs on a real API server: made from a seed, so that a recording can be made again. It is longer than 400
 * lines because it is mostly the table of kinds, fields and values that histories are drawn from.
 */
import type { Json, JsonObject, Random } from '../src/base/index.ts';
import { seededRandom } from '../src/base/index.ts';

/** One write of a history. */
export interface HistoryStep {
  readonly verb: 'create' | 'update' | 'apply' | 'json' | 'merge' | 'strategic';
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: 'status' | 'scale';
  /** The `apiVersion` that is written to, where it is not that of the history. */
  readonly apiVersion?: string;
  readonly body: Json;
}

/** Writes to one object, in turn. */
export interface History {
  readonly kind: string;
  readonly apiVersion: string;
  readonly plural: string;
  readonly name: string;
  readonly steps: readonly HistoryStep[];
}

const words = ['a', 'b', 'c', 'd', 'e'];

/** Draws for generators. */
class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  chance(probability: number): boolean {
    return this.#random.float() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.#random.float() * limit);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  some<T>(items: readonly T[], probability = 0.5): T[] {
    const chosen = items.filter(() => this.chance(probability));
    return this.chance(0.3) ? chosen.reverse() : chosen;
  }

  /** An object of the members that are drawn. */
  members(members: Readonly<Record<string, readonly [probability: number, make: () => Json]>>): JsonObject {
    const object: JsonObject = {};
    for (const [name, [probability, make]] of Object.entries(members)) {
      if (this.chance(probability)) object[name] = make();
    }
    return object;
  }

  map(names = words): JsonObject {
    return Object.fromEntries(this.some(names, 0.4).map((name) => [name, this.of(words)]));
  }
}

interface Recipe {
  readonly kind: string;
  readonly apiVersion: string;
  readonly plural: string;
  /** A configuration; `whole` for one that can be created. */
  configuration(draw: Draw, whole: boolean): JsonObject;
  readonly strategic: boolean;
  readonly scale: boolean;
  readonly status?: (draw: Draw) => JsonObject;
  readonly versions?: readonly string[];
}

function metadata(draw: Draw): JsonObject {
  return draw.members({
    labels: [0.5, () => draw.map()],
    annotations: [0.3, () => draw.map()],
    finalizers: [0.2, () => draw.some(['slipway.dev/a', 'slipway.dev/b', 'slipway.dev/c'])],
  });
}

function container(draw: Draw, name: string, whole: boolean): JsonObject {
  return {
    name,
    ...draw.members({
      image: [whole ? 1 : 0.6, () => draw.of(['nginx:1.27', 'nginx:1.28', 'nginx'])],
      args: [0.2, () => draw.some(words)],
      env: [0.5, () => draw.some(words).map((key) => ({ name: key, value: draw.of(words) }))],
      ports: [
        0.5,
        () =>
          draw.some([80, 81, 82]).map((containerPort) => ({
            containerPort,
            ...draw.members({ protocol: [0.5, () => draw.of(['TCP', 'UDP'])], name: [0.3, () => `p${containerPort}`] }),
          })),
      ],
      resources: [
        0.3,
        () => ({ limits: { cpu: draw.of(['1', '1000m', '500m', 2]), memory: draw.of(['1Gi', '64Mi']) } }),
      ],
      volumeMounts: [0.2, () => draw.some(['/a', '/b']).map((mountPath) => ({ name: 'data', mountPath }))],
    }),
  };
}

const deployment: Recipe = {
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  plural: 'deployments',
  strategic: true,
  scale: true,
  status: (draw) => ({ status: { replicas: 1 + draw.below(4), observedGeneration: 1 + draw.below(3) } }),
  configuration: (draw, whole) => ({
    metadata: metadata(draw),
    spec: {
      ...(whole || draw.chance(0.3) ? { selector: { matchLabels: { app: 'x' } } } : {}),
      ...draw.members({
        replicas: [0.5, () => draw.below(4)],
        paused: [0.2, () => true],
        minReadySeconds: [0.2, () => 1 + draw.below(3)],
        strategy: [
          0.4,
          () =>
            draw.of<Json>([
              { type: 'RollingUpdate', rollingUpdate: { maxSurge: draw.of<Json>([1, '50%']) } },
              { type: 'RollingUpdate' },
              {},
            ]),
        ],
      }),
      template: {
        metadata: { labels: { ...draw.map(), ...(whole ? { app: 'x' } : {}) } },
        spec: {
          ...draw.members({
            volumes: [1, () => [{ name: 'data', emptyDir: {} }]],
            nodeSelector: [0.3, () => draw.map()],
            tolerations: [0.3, () => draw.some(words).map((key) => ({ key, operator: 'Exists' }))],
            imagePullSecrets: [0.3, () => draw.some(words).map((name) => ({ name }))],
            topologySpreadConstraints: [
              0.2,
              () =>
                draw.some(['zone', 'node']).map((topologyKey) => ({
                  topologyKey,
                  whenUnsatisfiable: draw.of(['DoNotSchedule', 'ScheduleAnyway']),
                  maxSkew: 1 + draw.below(3),
                })),
            ],
          }),
          containers: draw.some(['one', 'two', 'three'], whole ? 0.8 : 0.4).map((name) => container(draw, name, whole)),
        },
      },
    },
  }),
};

const service: Recipe = {
  kind: 'Service',
  apiVersion: 'v1',
  plural: 'services',
  strategic: true,
  scale: false,
  configuration: (draw, whole) => ({
    metadata: metadata(draw),
    spec: draw.members({
      selector: [0.5, () => draw.map()],
      sessionAffinity: [0.3, () => draw.of(['None', 'ClientIP'])],
      ports: [
        whole ? 1 : 0.6,
        () => {
          const ports = draw.some([80, 81, 82], 0.6);
          return (ports.length === 0 && whole ? [80] : ports).map((port) => {
            const protocol = draw.chance(0.4) ? { protocol: draw.of(['TCP', 'UDP']) } : {};
            return {
              port,
              name: `${(protocol.protocol ?? 'TCP').toLowerCase()}-${port}`,
              ...protocol,
              ...draw.members({ targetPort: [0.4, () => draw.of<Json>([8080, 'http'])] }),
            };
          });
        },
      ],
    }),
  }),
};

const configMap: Recipe = {
  kind: 'ConfigMap',
  apiVersion: 'v1',
  plural: 'configmaps',
  strategic: true,
  scale: false,
  configuration: (draw) => ({
    metadata: metadata(draw),
    ...draw.members({
      data: [0.9, () => draw.map([...words, 'x.y', 'constructor'])],
      binaryData: [0.2, () => ({ bin: 'AAEC' })],
    }),
  }),
};

const secret: Recipe = {
  kind: 'Secret',
  apiVersion: 'v1',
  plural: 'secrets',
  strategic: true,
  scale: false,
  configuration: (draw) => ({
    metadata: metadata(draw),
    ...draw.members({
      stringData: [0.6, () => draw.map()],
      data: [0.6, () => Object.fromEntries(draw.some(words).map((key) => [key, draw.of(['YQ==', 'Yg==', 'Yw=='])]))],
    }),
  }),
};

const pod: Recipe = {
  kind: 'Pod',
  apiVersion: 'v1',
  plural: 'pods',
  strategic: true,
  scale: false,
  status: (draw) => ({ status: { message: draw.of(words), ...draw.members({ reason: [0.5, () => draw.of(words)] }) } }),
  configuration: (draw, whole) => ({
    metadata: metadata(draw),
    spec: {
      ...(whole ? { automountServiceAccountToken: false, terminationGracePeriodSeconds: 5 } : {}),
      ...draw.members({ activeDeadlineSeconds: [0.2, () => 3600 - draw.below(3)] }),
      containers: ['one', 'two'].map((name) => ({
        name,
        ...draw.members({
          image: [whole ? 1 : 0.7, () => draw.of(['nginx:1.27', 'nginx:1.28'])],
          resources: [whole ? 1 : 0, () => ({ limits: { cpu: '1' }, requests: { cpu: '1' } })],
        }),
      })),
    },
  }),
};

/** A custom resource with every kind of list and map. */
const shape: Recipe = {
  kind: 'Shape',
  apiVersion: 'recorded.slipway.dev/v1',
  plural: 'shapes',
  strategic: false,
  scale: true,
  versions: ['recorded.slipway.dev/v1', 'recorded.slipway.dev/v2'],
  status: (draw) => ({
    status: draw.members({ phase: [0.7, () => draw.of(words)], replicas: [0.5, () => draw.below(3)] }),
  }),
  configuration: (draw) => ({
    metadata: metadata(draw),
    spec: draw.members({
      title: [0.5, () => draw.of(words)],
      optional: [0.3, () => draw.of<Json>([null, 'a', 'b'])],
      replicas: [0.5, () => draw.below(4)],
      size: [0.3, () => draw.of<Json>([1, '1', '25%'])],
      labels: [0.3, () => draw.map()],
      atomicMap: [0.3, () => draw.map()],
      tags: [0.4, () => draw.some(words)],
      numbers: [0.3, () => draw.some([1, 2, 3])],
      plain: [0.3, () => draw.some(words)],
      struct: [0.3, () => draw.members({ a: [0.5, () => draw.of(words)], b: [0.5, () => draw.below(3)] })],
      free: [0.3, () => ({ ...draw.map(), list: draw.some(words), nested: { x: draw.of(words) } })],
      ports: [
        0.4,
        () =>
          draw.some([80, 81, 82]).map((port) => ({
            port,
            ...draw.members({ protocol: [0.4, () => draw.of(['TCP', 'UDP'])], name: [0.5, () => draw.of(words)] }),
          })),
      ],
      items: [
        0.6,
        () =>
          draw.some(words).map((name) => ({
            name,
            ...draw.members({
              value: [0.6, () => draw.of(words)],
              tags: [0.4, () => draw.some(words)],
              items: [0.3, () => draw.some(words).map((inner) => ({ name: inner, value: draw.of(words) }))],
            }),
          })),
      ],
    }),
  }),
};

const managers = ['one', 'two', 'three', 'kubectl'];

/** The histories of a seed, each of its own object, `count` of each kind. */
export function makeHistories(seed: number, count: number, length: number): History[] {
  const recipes = [deployment, service, configMap, secret, pod, shape];
  const drawn = recipes.flatMap((recipe, place) =>
    Array.from({ length: count }, (_, index) => makeHistory(recipe, seed * 1000 + place * 100 + index, index, length)),
  );
  return [...drawn, manyUpdaters(configMap, seed, length), manyUpdaters(shape, seed, length)];
}

/** More managers than an object keeps entries for. */
function manyUpdaters(recipe: Recipe, seed: number, length: number): History {
  const name = `${recipe.kind.toLowerCase()}-updaters-${seed}`;
  const { apiVersion, kind, plural, versions = [apiVersion] } = recipe;
  const first: HistoryStep = {
    verb: 'create',
    manager: 'creator',
    body: { apiVersion, kind, metadata: { name, namespace: 'default', labels: { first: 'x' } } },
  };
  const steps = Array.from({ length: length + 4 }, (_, index): HistoryStep => {
    const version = versions[index % 3 === 2 ? 1 : 0] ?? apiVersion;
    const body = { metadata: { labels: { [`l${index}`]: 'x' } } };
    return {
      verb: 'merge',
      manager: `updater-${index}`,
      ...(version === apiVersion ? {} : { apiVersion: version }),
      body,
    };
  });
  return { kind, apiVersion, plural, name, steps: [first, ...steps] };
}

function makeHistory(recipe: Recipe, seed: number, index: number, length: number): History {
  const draw = new Draw(seed);
  const name = `${recipe.kind.toLowerCase()}-${seed}`;
  const steps: HistoryStep[] = [];
  const last = new Map<string, JsonObject>();
  const identify = (body: JsonObject, apiVersion: string): JsonObject => ({
    apiVersion,
    kind: recipe.kind,
    ...body,
    metadata: { ...(body['metadata'] as JsonObject | undefined), name, namespace: 'default' },
  });
  for (let step = 0; step < length; step += 1) {
    const apiVersion = recipe.versions !== undefined && draw.chance(0.3) ? draw.of(recipe.versions) : recipe.apiVersion;
    const manager = index % 5 === 4 && step > 1 ? `m${step}` : draw.of(managers);
    const version = apiVersion === recipe.apiVersion ? {} : { apiVersion };
    if (step === 0) {
      steps.push(firstStep(draw, manager, identify(recipe.configuration(draw, true), recipe.apiVersion)));
    } else {
      steps.push({ ...laterStep(recipe, draw, manager, last, (body) => identify(body, apiVersion)), ...version });
    }
  }
  return { kind: recipe.kind, apiVersion: recipe.apiVersion, plural: recipe.plural, name, steps };
}

function firstStep(draw: Draw, manager: string, body: JsonObject): HistoryStep {
  if (draw.chance(0.5)) return { verb: 'apply', manager, body };
  if (draw.chance(0.5)) return { verb: 'create', manager, body };
  // As kubectl's client-side apply creates.
  const meta = body['metadata'] as JsonObject;
  const annotations = { ...(meta['annotations'] as JsonObject | undefined) };
  annotations['kubectl.kubernetes.io/last-applied-configuration'] = `${JSON.stringify(body)}\n`;
  return {
    verb: 'create',
    manager: 'kubectl-client-side-apply',
    body: { ...body, metadata: { ...meta, annotations } },
  };
}

function laterStep(
  recipe: Recipe,
  draw: Draw,
  manager: string,
  last: Map<string, JsonObject>,
  identify: (body: JsonObject) => JsonObject,
): HistoryStep {
  const roll = draw.below(100);
  if (roll < 4) return { verb: 'apply', manager, body: identify(mistake(recipe, draw)) };
  if (roll < 8) return { verb: 'update', manager, body: identify(recipe.configuration(draw, true)) };
  if (roll < 60) {
    const again = draw.chance(0.2) ? last.get(manager) : undefined;
    const body = again ?? recipe.configuration(draw, false);
    last.set(manager, body);
    return { verb: 'apply', manager, force: draw.chance(0.5), body: identify(body) };
  }
  if (roll < 66) return { verb: 'merge', manager, body: { metadata: { managedFields: draw.of<Json>([[], [{}]]) } } };
  if (roll < 72 && recipe.scale) {
    return { verb: 'merge', manager, subresource: 'scale', body: { spec: { replicas: draw.below(5) } } };
  }
  if (roll < 80 && recipe.status !== undefined) {
    const body = recipe.status(draw);
    return draw.chance(0.5)
      ? { verb: 'merge', manager, subresource: 'status', body }
      : { verb: 'apply', manager, force: true, subresource: 'status', body: identify(body) };
  }
  if (roll < 88) {
    const key = draw.of(words);
    return {
      verb: 'json',
      manager,
      body: [{ op: 'add', path: '/metadata/labels', value: { [key]: draw.of(words) } }],
    };
  }
  const body = recipe.configuration(draw, false);
  return { verb: recipe.strategic && draw.chance(0.6) ? 'strategic' : 'merge', manager, body };
}

/** A configuration that does not fit its schema. */
function mistake(recipe: Recipe, draw: Draw): JsonObject {
  const configuration = recipe.configuration(draw, true);
  switch (draw.below(5)) {
    case 0:
      return { ...configuration, unknown: draw.of(words) };
    case 1:
      return { ...configuration, metadata: { finalizers: ['slipway.dev/a', 'slipway.dev/a'] } };
    case 2:
      return { ...configuration, metadata: { labels: { a: draw.of<Json>([1, true, ['x'], { y: 1.5 }]) } } };
    case 3:
      return { ...configuration, metadata: { labels: draw.of<Json>(['x', 5, ['y']]), finalizers: { a: 1 } } };
    default:
      return { ...configuration, metadata: { ownerReferences: [{ uid: 'u', name: 'a' }, { name: 'b' }] } };
  }
}

/** The definition of the custom resource of the histories. */
export const shapeDefinition: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'shapes.recorded.slipway.dev' },
  spec: {
    group: 'recorded.slipway.dev',
    scope: 'Namespaced',
    names: { kind: 'Shape', plural: 'shapes', singular: 'shape', listKind: 'ShapeList' },
    versions: ['v1', 'v2'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: { openAPIV3Schema: shapeSchema() },
      subresources: {
        status: {},
        scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
      },
    })),
  },
};

function shapeSchema(): JsonObject {
  const text: JsonObject = { type: 'string' };
  const texts: JsonObject = { type: 'object', additionalProperties: text };
  const tags: JsonObject = { type: 'array', items: text, 'x-kubernetes-list-type': 'set' };
  const named = (properties: JsonObject): JsonObject => ({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', required: ['name'], properties: { name: text, value: text, ...properties } },
  });
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          title: text,
          optional: { type: 'string', nullable: true },
          replicas: { type: 'integer' },
          size: { 'x-kubernetes-int-or-string': true },
          labels: texts,
          atomicMap: { ...texts, 'x-kubernetes-map-type': 'atomic' },
          tags,
          numbers: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' },
          plain: { type: 'array', items: text },
          struct: {
            type: 'object',
            'x-kubernetes-map-type': 'granular',
            properties: { a: text, b: { type: 'integer' } },
          },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          ports: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['port', 'protocol'],
            items: {
              type: 'object',
              required: ['port'],
              properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' }, name: text },
            },
          },
          items: named({ tags, items: named({}) }),
        },
      },
      status: { type: 'object', properties: { phase: text, replicas: { type: 'integer' } } },
    },
  };
}
