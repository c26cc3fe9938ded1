import { jsonEqual, type JsonObject, type KubeObject, numberAt, objectAt } from '../../base/index.ts';
import type { ControllerClient } from './runtime/controller-client.ts';
import { controllerReference } from './ownership.ts';
import { templateHash } from './template-hash.ts';

/** The resource that keeps old templates. */
export const controllerRevisions = { group: 'apps', plural: 'controllerrevisions' } as const;

/** What a kind's revisions look like. */
export interface RevisionForm {
  /** The label with the hash. */
  readonly hashLabel: string;
  /** What the names of pods' revisions are told by: the revision's name, or only its hash. */
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** The templates that a workload had. */
export interface Revisions {
  /** That of the present template. */
  readonly update: KubeObject;
  /** All, the oldest first. */
  readonly all: readonly KubeObject[];
}

/** The hash in a revision's label. */
export function revisionHash(revision: KubeObject, hashLabel: string): string {
  return revision.metadata.labels?.[hashLabel] ?? '';
}

/**
 * The revisions of a workload, with one for its present template: made, or numbered anew where an old one comes back (kubernetes
 * 1.36, pkg/controller/history). `owned` is what the workload controls.
 */
export async function syncRevisions(
  client: ControllerClient,
  owner: KubeObject,
  owned: readonly KubeObject[],
  form: RevisionForm,
): Promise<Revisions> {
  const all = [...owned].sort((a, b) => numberOf(a) - numberOf(b));
  const data = patchOf(objectAt(owner, 'spec', 'template'));
  const same = all.findLast((revision) => jsonEqual(objectAt(revision, 'data'), data));
  const last = all.at(-1);
  const next = (last === undefined ? 0 : numberOf(last)) + 1;
  if (same !== undefined && same === last) return { update: same, all };
  if (same !== undefined) {
    const update = await client.update(controllerRevisions, { ...same, revision: next });
    return { update, all: [...all.filter((other) => other !== same), update] };
  }
  const update = await makeRevision(client, owner, data, next, form);
  return { update, all: [...all, update] };
}

/** Deletes the oldest revisions beyond `spec.revisionHistoryLimit` that no pod is of; `live` are names that stay. */
export async function truncateRevisions(
  client: ControllerClient,
  owner: KubeObject,
  all: readonly KubeObject[],
  live: ReadonlySet<string>,
): Promise<void> {
  const limit = numberAt(owner, ['spec', 'revisionHistoryLimit'], 10);
  const dead = all.filter((revision) => !live.has(revision.metadata.name ?? ''));
  for (const revision of dead.slice(0, Math.max(0, dead.length - limit))) {
    await client.delete(controllerRevisions, revision);
  }
}

/** The template that a revision keeps. */
export function templateOfRevision(revision: KubeObject): JsonObject {
  const { $patch: _, ...template } = objectAt(revision, 'data', 'spec', 'template');
  return template;
}

function numberOf(revision: KubeObject): number {
  return numberAt(revision, ['revision']);
}

/** A template as a strategic merge patch, which is the form it is kept in. */
function patchOf(template: JsonObject): JsonObject {
  return { spec: { template: { $patch: 'replace', ...template } } };
}

async function makeRevision(
  client: ControllerClient,
  owner: KubeObject,
  data: JsonObject,
  revision: number,
  { hashLabel, annotations }: RevisionForm,
): Promise<KubeObject> {
  const { namespace = '', name = '' } = owner.metadata;
  for (let collision = numberAt(owner, ['status', 'collisionCount']); ; collision += 1) {
    const hash = templateHash(data, collision);
    const metadata: JsonObject = {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...objectAt(owner, 'spec', 'template', 'metadata', 'labels'), [hashLabel]: hash },
      annotations,
      ownerReferences: [controllerReference(owner)],
    };
    const draft: KubeObject = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision };
    try {
      return await client.create(controllerRevisions, draft);
    } catch (error) {
      if ((error as { code?: string }).code !== 'AlreadyExists') throw error;
    }
  }
}
