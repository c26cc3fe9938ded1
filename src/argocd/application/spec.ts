import {
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  objectAt,
  parseDuration,
  textAt,
  textMapAt,
  textsAt,
} from '../../base/index.ts';

/** An Application's spec and operation as the controller reads them, with upstream's defaults. */
export interface ApplicationSpec {
  readonly project: string;
  /** The one source, as it is written. */
  readonly source: JsonObject;
  readonly sources: readonly JsonObject[];
  readonly destination: { readonly server: string; readonly name: string; readonly namespace: string };
  readonly automated: { readonly prune: boolean; readonly selfHeal: boolean; readonly allowEmpty: boolean } | undefined;
  readonly syncOptions: ReadonlySet<string>;
  readonly retry: RetrySpec | undefined;
  readonly managedNamespaceMetadata: {
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  };
  readonly revisionHistoryLimit: number;
}

/** A retry strategy, in ms. */
export interface RetrySpec {
  readonly limit: number;
  readonly durationMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

const defaultHistoryLimit = 10;

/** Reads the spec of an Application. */
export function readApplicationSpec(owner: KubeObject): ApplicationSpec {
  const spec = objectAt(owner, 'spec');
  const destination = objectAt(spec, 'destination');
  const policy = objectAt(spec, 'syncPolicy');
  const automated = policy['automated'];
  const namespaceMetadata = objectAt(policy, 'managedNamespaceMetadata');
  const limit = spec['revisionHistoryLimit'];
  return {
    project: textAt(spec, 'project') || 'default',
    source: objectAt(spec, 'source'),
    sources: Array.isArray(spec['sources']) ? spec['sources'].filter(isJsonObject) : [],
    destination: {
      server: textAt(destination, 'server'),
      name: textAt(destination, 'name'),
      namespace: textAt(destination, 'namespace'),
    },
    automated:
      isJsonObject(automated) && automated['enabled'] !== false
        ? {
            prune: automated['prune'] === true,
            selfHeal: automated['selfHeal'] === true,
            allowEmpty: automated['allowEmpty'] === true,
          }
        : undefined,
    syncOptions: new Set(textsAt(policy, 'syncOptions')),
    retry: readRetry(policy['retry']),
    managedNamespaceMetadata: {
      labels: textMapAt(namespaceMetadata, 'labels'),
      annotations: textMapAt(namespaceMetadata, 'annotations'),
    },
    revisionHistoryLimit: typeof limit === 'number' ? limit : defaultHistoryLimit,
  };
}

/** Upstream's back-off: 5 s, twice as long each time, at most 3 min (pkg/apis/application/v1alpha1, RetryStrategy). */
export function readRetry(value: Json | undefined): RetrySpec | undefined {
  if (!isJsonObject(value)) return undefined;
  const backoff = objectAt(value, 'backoff');
  const limit = value['limit'];
  const factor = backoff['factor'];
  return {
    limit: typeof limit === 'number' ? limit : 0,
    durationMs: durationOf(backoff['duration']) ?? 5_000,
    factor: typeof factor === 'number' ? factor : 2,
    maxMs: durationOf(backoff['maxDuration']) ?? 180_000,
  };
}

/** Durations are Go's, and plain numbers are seconds. */
function durationOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return /^\d+$/.test(value) ? Number(value) * 1000 : parseDuration(value);
}
