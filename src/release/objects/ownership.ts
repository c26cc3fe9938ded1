import type { KubeObject } from '../../base/index.ts';
import { type KubeClient, KubeError } from '../../kube/index.ts';
import { messageOf } from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import type { ReleaseObject } from './release-object.ts';

const managedBy = 'app.kubernetes.io/managed-by';
const releaseName = 'meta.helm.sh/release-name';
const releaseNamespace = 'meta.helm.sh/release-namespace';

/** Which release an object belongs to. */
export interface ReleaseId {
  readonly name: string;
  readonly namespace: string;
}

/** The object with the marks by which helm knows what belongs to a release (helm v4 pkg/action/validate.go setMetadataVisitor). */
export function owned(target: ReleaseObject, release: ReleaseId): ReleaseObject {
  const { object } = target;
  const metadata = {
    ...object.metadata,
    labels: { ...object.metadata.labels, [managedBy]: 'Helm' },
    annotations: {
      ...object.metadata.annotations,
      [releaseName]: release.name,
      [releaseNamespace]: release.namespace,
    },
  };
  return { ...target, object: { ...object, metadata } };
}

/**
 * Those of `targets` that are in the cluster already and may become part of the release: all of them with `takeOwnership`, else those that
 * bear its marks (helm v4 pkg/action/validate.go existingResourceConflict, requireAdoption).
 * @throws ReleaseError `ownership` for the first one that belongs to somebody else.
 */
export async function adoptable(
  client: KubeClient,
  targets: readonly ReleaseObject[],
  release: ReleaseId,
  takeOwnership: boolean,
  signal: AbortSignal,
): Promise<ReleaseObject[]> {
  const named = targets.filter((target) => hasName(target));
  const found = await Promise.all(named.map((target) => lookUp(client, target, signal)));
  return named.filter((target, index) => {
    const live = found[index];
    if (live === undefined) return false;
    const faults = takeOwnership ? [] : ownershipFaults(live, release);
    if (faults.length === 0) return true;
    throw new ReleaseError(
      'ownership',
      `${describe(target)} exists and cannot be imported into the current release: invalid ownership metadata; ${faults.join('; ')}`,
      { object: `${target.resource.kind}/${target.name}` },
    );
  });
}

function hasName({ name, object }: ReleaseObject): boolean {
  const generated = (object.metadata.generateName ?? '') !== '';
  if (name !== '' && generated)
    throw new ReleaseError('invalid', 'metadata.name and metadata.generateName cannot both be set', { object: name });
  return !generated;
}

async function lookUp(client: KubeClient, target: ReleaseObject, signal: AbortSignal): Promise<KubeObject | undefined> {
  try {
    return await client.get(target, { signal });
  } catch (error) {
    if (error instanceof KubeError && error.code === 'not-found') return undefined;
    throw new ReleaseError(
      'apply',
      `could not get information about the resource ${describe(target)}: ${messageOf(error)}`,
      { object: target.name, cause: error },
    );
  }
}

function ownershipFaults(live: KubeObject, release: ReleaseId): string[] {
  const { labels = {}, annotations = {} } = live.metadata;
  return [
    fault('label', labels, managedBy, 'Helm'),
    fault('annotation', annotations, releaseName, release.name),
    fault('annotation', annotations, releaseNamespace, release.namespace),
  ].filter((text) => text !== '');
}

function fault(what: string, map: Readonly<Record<string, string>>, key: string, wanted: string): string {
  const actual = map[key];
  if (actual === wanted) return '';
  const problem =
    actual === undefined
      ? `missing key "${key}": must be set to "${wanted}"`
      : `key "${key}" must equal "${wanted}": current value is "${actual}"`;
  return `${what} validation error: ${problem}`;
}

function describe({ resource, name, namespace }: ReleaseObject): string {
  return `${resource.kind} "${name}" in namespace "${namespace}"`;
}
