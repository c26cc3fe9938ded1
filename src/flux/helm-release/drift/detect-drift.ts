import { isJsonObject, type JsonObject, type KubeObject, messageOf } from '../../../base/index.ts';
import { type KubeClient, KubeError } from '../../../kube/index.ts';
import { parsePointer, pointedPath, withoutPaths } from '../../../patch/index.ts';
import { buildObjects, ownedObject, type Release, type ReleaseObject } from '../../../release/index.ts';
import { helmController, helmGroup } from '../../names.ts';
import { ignoredPaths } from './ignore-rules.ts';
import { type JsonChange, jsonChanges } from './json-changes.ts';

/** How one object of a release stands to its manifest. */
export type ObjectDrift =
  | { readonly kind: 'none' | 'removed' | 'excluded'; readonly target: ReleaseObject }
  | { readonly kind: 'changed'; readonly target: ReleaseObject; readonly changes: readonly JsonChange[] };

/** What drift is looked for with. */
export interface DriftLook {
  readonly client: KubeClient;
  readonly ignore: readonly JsonObject[];
  /** Whether an object is as it was when it had not drifted; then nothing is asked. */
  readonly isKnown: (target: ReleaseObject) => boolean;
  /** Told of the objects before they are looked at. */
  readonly follow: (targets: readonly ReleaseObject[]) => Promise<void>;
  /** Told of each object that was looked at, and whether it is as it should be. */
  readonly judged: (target: ReleaseObject, live: KubeObject | undefined, isClean: boolean) => void;
  readonly signal: AbortSignal;
}

/** On an object, in its manifest or in the cluster: it may drift. */
const exclusion = `${helmGroup}/driftDetection`;

/**
 * Compares the objects of a revision with the cluster, each by a dry run of server-side apply (helm-controller 1.6 internal/action/diff.go over
 * fluxcd/pkg ssa/jsondiff): what of it would change beside status, and which labels and annotations. Hooks are no part of it.
 * @throws Error with every failure, where no drift was found beside it
 */
export async function detectDrift(release: Release, look: DriftLook): Promise<readonly ObjectDrift[]> {
  const { client, signal } = look;
  const built = await buildObjects(release.manifest.reveal(), release.namespace, client.discovery, signal);
  const targets = built.map((object) => ownedObject(object, release));
  await look.follow(targets);
  const ignored = ignoredPaths(look.ignore);
  const drifts: ObjectDrift[] = [];
  const failures: string[] = [];
  for (const target of targets) {
    try {
      drifts.push(await driftOf(target, ignored(target.object), look));
    } catch (error) {
      signal.throwIfAborted();
      failures.push(messageOf(error));
    }
  }
  if (failures.length > 0 && !hasDrifted(drifts))
    throw new Error(
      `unable to determine cluster state: ${failures.length > 1 ? `[${failures.join(', ')}]` : failures[0]}`,
    );
  return drifts;
}

/** Whether anything is to be corrected. */
export function hasDrifted(drifts: readonly ObjectDrift[]): boolean {
  return drifts.some(({ kind }) => kind === 'removed' || kind === 'changed');
}

async function driftOf(target: ReleaseObject, paths: readonly string[], look: DriftLook): Promise<ObjectDrift> {
  if (isExcluded(target.object) || paths.includes('')) return { kind: 'excluded', target };
  if (look.isKnown(target)) return { kind: 'none', target };
  const { client, signal } = look;
  const live = await liveOf(target, look);
  if (live !== undefined && isExcluded(live)) return { kind: 'excluded', target };
  const applied = await client.patch(
    target,
    { kind: 'apply', object: applicable(target.object), force: true },
    { dryRun: true, fieldManager: helmController, signal },
  );
  if (live === undefined) {
    look.judged(target, live, false);
    return { kind: 'removed', target };
  }
  const [before, after] = [without(live, paths), without(applied, paths)];
  const changes = [
    ...jsonChanges(marksOf(before), marksOf(after), 2).filter(({ op }) => op !== 'remove'),
    ...jsonChanges(bodyOf(before), bodyOf(after)),
  ];
  look.judged(target, live, changes.length === 0);
  return changes.length > 0 ? { kind: 'changed', target, changes } : { kind: 'none', target };
}

/** What is not there is passed over. */
function without(object: KubeObject, pointers: readonly string[]): KubeObject {
  const places = pointers.flatMap((pointer) => {
    const place = pointedPath(object, parsePointer(pointer) ?? []);
    return place === undefined ? [] : [place];
  });
  return withoutPaths(object, places);
}

async function liveOf(target: ReleaseObject, { client, signal }: DriftLook): Promise<KubeObject | undefined> {
  try {
    return await client.get(target, { signal });
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return undefined;
    throw error;
  }
}

function isExcluded({ metadata: { labels, annotations } }: KubeObject): boolean {
  return [labels, annotations].some((marks) => marks?.[exclusion]?.toLowerCase() === 'disabled');
}

/** Without status, and a Secret's `stringData` as the data that it becomes (fluxcd/pkg ssa/normalize). */
export function applicable(object: KubeObject): KubeObject {
  const { status: _status, stringData, ...rest } = object;
  if (object.kind === 'CustomResourceDefinition') return object;
  if (object.kind !== 'Secret' || !isJsonObject(stringData))
    return { ...rest, ...(stringData === undefined ? {} : { stringData }) };
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(typeof value === 'string' ? value : '', 'utf8').toString('base64'),
  ]);
  return {
    ...rest,
    data: { ...(isJsonObject(rest['data']) ? rest['data'] : {}), ...Object.fromEntries(encoded) },
  };
}

/** Labels and annotations in their place, beside the name: a patch that adds the first of them must not replace all metadata. */
function marksOf({ metadata: { name = '', labels, annotations } }: KubeObject): JsonObject {
  return {
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    },
  };
}

function bodyOf({ metadata: _metadata, status: _status, ...body }: KubeObject): JsonObject {
  return body;
}

/** All of a live object that drift is judged by, as a text. */
export function judgedPart(live: KubeObject): string {
  const members = Object.entries(bodyOf(live)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([marksOf(live), members]);
}
