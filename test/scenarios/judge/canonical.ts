import {
  cloneJson,
  isJsonObject,
  type Json,
  jsonAt,
  type JsonObject,
  type KubeObject,
  textAt,
} from '../../../src/base/index.ts';
import { fieldClaims } from './managed-fields.ts';

/** A text that stands for another in recordings, such as the Git host's address and `http://git.example`. */
export interface Replacement {
  readonly actual: string;
  readonly canonical: string;
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const time = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d\d:?\d\d)( UTC)?)?/g;
const goDuration = String.raw`(?:\d+(?:\.\d+)?(?:ms|µs|ns|h|m|s))+`;
/** Durations that tell how long something took; those that somebody configured stay. */
const took = new RegExp(String.raw`\b(finished in|passed in|failed after) ${goDuration}`, 'g');

/** The time of day in Argo CD's announcement of a retry. */
const timeOfDay = /\bat \d{1,2}:\d\d(AM|PM)/g;

/** Names of temporary folders: what Go's os.MkdirTemp appends. */
const temporary = /\b(kustomization|gitrepository|helmchart)(?:-[a-z0-9-]+)?-\d{6,}\b/g;

/** Files in which kubectl's library keeps a manifest. */
const manifestFile = /(\/dev\/shm|\/tmp|\$TMPDIR)\/\d{5,}\b/g;

/** Members that are volatile as a whole: how long a reconcile took. */
const volatile = new Map([['lastReconciledDuration', 'D']]);

/**
 * Gives what differs from one run to the next fixed names: commits `C1`, `C2` in the order in which they were made, artifact
 * digests `A1` …, indexes, manifests and layers of archives `I1`, `P1`, `L1` …, uids `U1` … in the order in which they are met, times `T`, durations `D`, addresses as the replacements say.
 * One instance a scenario run, so that a name means the same at every point.
 */
export class Canonicaliser {
  readonly #replacements: Replacement[];
  readonly #archives = new Map<string, string>();
  readonly #commits = new Map<string, string>();
  readonly #digests = new Map<string, string>();
  readonly #uids = new Map<string, string>();

  constructor(replacements: readonly Replacement[]) {
    this.#replacements = [...replacements];
  }

  /** Makes a commit's SHA known; it is named by how many were made before it. */
  commit(sha: string): void {
    if (!this.#commits.has(sha)) this.#commits.set(sha, `C${this.#commits.size + 1}`);
  }

  /** Makes the hosts of archives known: of charts over HTTP, and of the registry. */
  archiveHost(charts: string, registry: string): void {
    this.#replacements.push(
      { actual: charts, canonical: 'http://charts.example' },
      { actual: new URL(charts).host, canonical: 'charts.example' },
      { actual: registry, canonical: 'oci.example' },
    );
  }

  /** Makes a digest (`sha256:…`) known: `I1` is the first index, `P1` the first manifest that was pushed, `L1` its layer. */
  archive(kind: 'index' | 'manifest' | 'layer', digest: string): void {
    const prefix = { index: 'I', manifest: 'P', layer: 'L' }[kind];
    const hex = digest.slice('sha256:'.length);
    const count = [...this.#archives.values()].filter((name) => name.startsWith(prefix)).length;
    if (!this.#archives.has(hex)) this.#archives.set(hex, `${prefix}${count + 1}`);
  }

  /** A text with everything volatile renamed. */
  text(text: string): string {
    let result = text;
    for (const { actual, canonical } of this.#replacements) result = result.replaceAll(actual, canonical);
    for (const [sha, name] of this.#commits) {
      result = result
        .replaceAll(sha, name)
        .replaceAll(sha.slice(0, 12), `${name}.12`)
        .replaceAll(new RegExp(`\\b${sha.slice(0, 7)}\\b`, 'g'), `${name}.7`);
    }
    for (const [hex, name] of this.#archives) {
      result = result
        .replaceAll(`sha256:${hex}`, name)
        .replaceAll(hex, name)
        .replaceAll(hex.slice(0, 12), `${name}.12`);
    }
    for (const [digest, name] of this.#digests) result = result.replaceAll(digest, name);
    return result
      .replaceAll(uuid, (uid) => nameIn(this.#uids, uid, 'U'))
      .replaceAll(time, 'T')
      .replaceAll(took, '$1 D')
      .replaceAll(manifestFile, '$$TMPDIR/N')
      .replaceAll(timeOfDay, 'at T')
      .replaceAll(temporary, '$1-N');
  }

  /** A JSON value with every text in it renamed, and durations of reconciles. */
  value(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (!isJsonObject(value)) return value;
    const copy: JsonObject = {};
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member === undefined) continue;
      copy[this.text(key)] = volatile.get(key) ?? this.value(member);
    }
    return copy;
  }

  /** A custom resource: everything but what the API server counts, and who wrote it in short. */
  owner(object: KubeObject): JsonObject {
    const { metadata, ...rest } = withOrderedResults(this.#withKnownArtifact(object));
    const managers = fieldClaims(metadata.managedFields ?? [])
      .filter(({ manager }) => !scenarioManagers.has(manager))
      .map(({ manager, operation, subresource }): JsonObject => ({ manager, operation, subresource }));
    return this.value({ ...rest, metadata: keptMetadata(metadata), managers }) as JsonObject;
  }

  /** A delivered object: without its status, which is the world's, and with its field claims spelled out. */
  delivered(object: KubeObject): JsonObject {
    const { metadata, status: _, ...rest } = object;
    const fields = fieldClaims(metadata.managedFields ?? []) as unknown as Json;
    return this.value({ ...withoutAddresses(rest), metadata: keptMetadata(metadata), fields }) as JsonObject;
  }

  /** Names the artifact's digest, and takes away its size: both depend on the compressor, not on the content. */
  #withKnownArtifact(object: KubeObject): KubeObject {
    const status = object['status'];
    const artifact = isJsonObject(status) ? status['artifact'] : undefined;
    if (!isJsonObject(status) || !isJsonObject(artifact)) return object;
    if (typeof artifact['digest'] === 'string') nameIn(this.#digests, artifact['digest'], 'A');
    return { ...object, status: { ...status, artifact: { ...artifact, size: 'N' } } };
  }
}

/**
 * Argo CD applies objects of one kind in parallel, so that their results stand in any order; here they are ordered by name within
 * each run of one kind.
 */
function withOrderedResults(object: KubeObject): KubeObject {
  const results = jsonAt(object, 'status', 'operationState', 'syncResult', 'resources');
  if (!Array.isArray(results)) return object;
  const runs: Json[][] = [];
  for (const result of results) {
    const run = runs.at(-1);
    const same = ['kind', 'syncPhase'].every((key) => jsonAt(run?.[0], key) === jsonAt(result, key));
    if (run !== undefined && same) run.push(result);
    else runs.push([result]);
  }
  const key = (result: Json): string => `${textAt(result, 'namespace')}/${textAt(result, 'name')}`;
  const resources = runs.flatMap((run) => run.sort((a, b) => (key(a) < key(b) ? -1 : 1)));
  const copy = cloneJson(object);
  (jsonAt(copy, 'status', 'operationState', 'syncResult') as JsonObject)['resources'] = resources;
  return copy;
}

/** The managers under which scenarios themselves write. */
const scenarioManagers = new Set(['user', 'kubectl-edit', 'scenario']);

/** Annotations that the world's own controllers write. */
const worldlyAnnotations = new Set(['deployment.kubernetes.io/revision']);

function keptMetadata(metadata: KubeObject['metadata']): JsonObject {
  const kept: JsonObject = {};
  for (const key of ['labels', 'annotations', 'finalizers', 'ownerReferences', 'deletionTimestamp'] as const) {
    if (metadata[key] !== undefined) kept[key] = metadata[key];
  }
  if (metadata.annotations !== undefined) {
    const annotations = Object.entries(metadata.annotations).filter(([key]) => !worldlyAnnotations.has(key));
    kept['annotations'] = annotations.length === 0 ? undefined : Object.fromEntries(annotations);
  }
  return kept;
}

/** Addresses that the API server hands out. */
function withoutAddresses(object: JsonObject): JsonObject {
  const spec = object['spec'];
  if (object['kind'] !== 'Service' || !isJsonObject(spec)) return object;
  const { clusterIP: _, clusterIPs: __, ...rest } = spec;
  return { ...object, spec: rest };
}

function nameIn(names: Map<string, string>, actual: string, prefix: string): string {
  const name = names.get(actual) ?? `${prefix}${names.size + 1}`;
  names.set(actual, name);
  return name;
}
