import {
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  parseApiVersion,
  parseDuration,
} from '../../base/index.ts';

/** A Kustomization's spec with its defaults, as kustomize.toolkit.fluxcd.io/v1 defines them. Older versions read the same. */
export interface KustomizationSpec {
  readonly sourceRef: { readonly kind: string; readonly name: string; readonly namespace: string };
  readonly path: string;
  readonly prune: boolean;
  readonly suspend: boolean;
  readonly wait: boolean;
  readonly force: boolean;
  readonly intervalMs: number;
  readonly retryIntervalMs: number;
  readonly timeoutMs: number;
  readonly targetNamespace: string;
  readonly deletionPolicy: 'MirrorPrune' | 'Delete' | 'WaitForTermination' | 'Orphan';
  readonly serviceAccountName: string;
  readonly kubeConfigSecret: { readonly name: string; readonly key: string } | undefined;
  readonly dependsOn: readonly { readonly name: string; readonly namespace: string; readonly readyExpr: string }[];
  readonly healthChecks: readonly ObjectKey[];
  readonly commonMetadata: { readonly labels: Record<string, string>; readonly annotations: Record<string, string> };
  /** Fields that change what is built and that this controller cannot build yet. */
  readonly unsupported: readonly string[];
}

/** Shorter timeouts are lengthened to it; without one, it is by how much the interval is longer (api/v1, GetTimeout). */
const leastTimeoutMs = 30_000;
const defaultIntervalMs = 60_000;

/** Reads the spec of a Kustomization. */
export function readKustomizationSpec(owner: KubeObject): KustomizationSpec {
  const spec: JsonObject = isJsonObject(owner['spec']) ? owner['spec'] : {};
  const namespace = owner.metadata.namespace ?? '';
  const interval = durationOf(spec['interval']) ?? defaultIntervalMs;
  const kubeConfig = jsonAt(spec, 'kubeConfig', 'secretRef');
  return {
    sourceRef: {
      kind: text(jsonAt(spec, 'sourceRef', 'kind')),
      name: text(jsonAt(spec, 'sourceRef', 'name')),
      namespace: text(jsonAt(spec, 'sourceRef', 'namespace')) || namespace,
    },
    path: normalizePath(text(spec['path'])),
    prune: spec['prune'] === true,
    suspend: spec['suspend'] === true,
    wait: spec['wait'] === true,
    force: spec['force'] === true,
    intervalMs: interval,
    retryIntervalMs: durationOf(spec['retryInterval']) ?? interval,
    timeoutMs: Math.max(leastTimeoutMs, durationOf(spec['timeout']) ?? interval - leastTimeoutMs),
    targetNamespace: text(spec['targetNamespace']),
    deletionPolicy: (text(spec['deletionPolicy']) || 'MirrorPrune') as KustomizationSpec['deletionPolicy'],
    serviceAccountName: text(spec['serviceAccountName']),
    kubeConfigSecret: isJsonObject(kubeConfig)
      ? { name: text(kubeConfig['name']), key: text(kubeConfig['key']) }
      : undefined,
    dependsOn: objects(spec['dependsOn']).map((entry) => ({
      name: text(entry['name']),
      namespace: text(entry['namespace']) || namespace,
      readyExpr: text(entry['readyExpr']),
    })),
    healthChecks: objects(spec['healthChecks']).map((entry) => ({
      group: parseApiVersion(text(entry['apiVersion']) || 'apps/v1').group,
      kind: text(entry['kind']),
      namespace: text(entry['namespace']),
      name: text(entry['name']),
    })),
    commonMetadata: {
      labels: texts(jsonAt(spec, 'commonMetadata', 'labels')),
      annotations: texts(jsonAt(spec, 'commonMetadata', 'annotations')),
    },
    unsupported: needKustomize.filter((field) => spec[field] !== undefined && spec[field] !== ''),
  };
}

/** Fields of a Kustomization that are carried out by Kustomize or after it. */
const needKustomize: readonly string[] = [
  'namePrefix',
  'nameSuffix',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'images',
  'components',
  'postBuild',
  'decryption',
  'healthCheckExprs',
];

function normalizePath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function durationOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? parseDuration(value) : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function texts(value: Json | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
