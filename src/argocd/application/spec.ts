import { isJsonObject, type Json, type JsonObject, type KubeObject, parseDuration } from '../../base/index.ts';

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
  const spec = object(owner['spec']);
  const destination = object(spec['destination']);
  const policy = object(spec['syncPolicy']);
  const automated = policy['automated'];
  const namespaceMetadata = object(policy['managedNamespaceMetadata']);
  const limit = spec['revisionHistoryLimit'];
  return {
    project: text(spec['project']) || 'default',
    source: object(spec['source']),
    sources: Array.isArray(spec['sources']) ? spec['sources'].filter(isJsonObject) : [],
    destination: {
      server: text(destination['server']),
      name: text(destination['name']),
      namespace: text(destination['namespace']),
    },
    automated:
      isJsonObject(automated) && automated['enabled'] !== false
        ? {
            prune: automated['prune'] === true,
            selfHeal: automated['selfHeal'] === true,
            allowEmpty: automated['allowEmpty'] === true,
          }
        : undefined,
    syncOptions: texts(policy['syncOptions']),
    retry: readRetry(policy['retry']),
    managedNamespaceMetadata: {
      labels: textMap(namespaceMetadata['labels']),
      annotations: textMap(namespaceMetadata['annotations']),
    },
    revisionHistoryLimit: typeof limit === 'number' ? limit : defaultHistoryLimit,
  };
}

/** Upstream's back-off: 5 s, twice as long each time, at most 3 min (pkg/apis/application/v1alpha1, RetryStrategy). */
export function readRetry(value: Json | undefined): RetrySpec | undefined {
  if (!isJsonObject(value)) return undefined;
  const backoff = object(value['backoff']);
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

function object(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: Json | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []);
}

function textMap(value: Json | undefined): Record<string, string> {
  const entries = Object.entries(object(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
