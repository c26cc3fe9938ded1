import {
  isJsonObject,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  objectsAt,
  parseApiVersion,
  textAt,
  textMapAt,
} from '../../base/index.ts';
import {
  type Dependency,
  dependenciesOf,
  durationOf,
  type KubeConfigSecret,
  kubeConfigSecretOf,
} from '../spec-fields.ts';

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
  readonly kubeConfigSecret: KubeConfigSecret | undefined;
  readonly dependsOn: readonly Dependency[];
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
  return {
    sourceRef: {
      kind: textAt(spec, 'sourceRef', 'kind'),
      name: textAt(spec, 'sourceRef', 'name'),
      namespace: textAt(spec, 'sourceRef', 'namespace') || namespace,
    },
    path: normalizePath(textAt(spec, 'path')),
    prune: spec['prune'] === true,
    suspend: spec['suspend'] === true,
    wait: spec['wait'] === true,
    force: spec['force'] === true,
    intervalMs: interval,
    retryIntervalMs: durationOf(spec['retryInterval']) ?? interval,
    timeoutMs: Math.max(leastTimeoutMs, durationOf(spec['timeout']) ?? interval - leastTimeoutMs),
    targetNamespace: textAt(spec, 'targetNamespace'),
    deletionPolicy: (textAt(spec, 'deletionPolicy') || 'MirrorPrune') as KustomizationSpec['deletionPolicy'],
    serviceAccountName: textAt(spec, 'serviceAccountName'),
    kubeConfigSecret: kubeConfigSecretOf(spec),
    dependsOn: dependenciesOf(spec, namespace),
    healthChecks: objectsAt(spec, 'healthChecks').map((entry) => ({
      group: parseApiVersion(textAt(entry, 'apiVersion') || 'apps/v1').group,
      kind: textAt(entry, 'kind'),
      namespace: textAt(entry, 'namespace'),
      name: textAt(entry, 'name'),
    })),
    commonMetadata: {
      labels: textMapAt(spec, 'commonMetadata', 'labels'),
      annotations: textMapAt(spec, 'commonMetadata', 'annotations'),
    },
    unsupported: notCarriedOut.filter((field) => spec[field] !== undefined && spec[field] !== ''),
  };
}

/** Fields that change what is delivered, and that this controller cannot carry out yet. */
const notCarriedOut: readonly string[] = ['decryption', 'healthCheckExprs'];

function normalizePath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
