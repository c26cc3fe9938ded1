import { jsonAt, type JsonObject, type KubeObject, type Problem, textAt } from '../../base/index.ts';
import type { Lookup, Restrictions } from '../../engine/index.ts';
import { argoGroup } from '../names.ts';
import { type Destination, projectsOfCluster } from '../settings/destination.ts';
import { ignoringFaults } from '../settings/ignored/ignored-fields.ts';
import {
  admitsOwnClustersOnly,
  namespaceRefusal,
  type ProjectDestination,
  projectRefusals,
  projectRestrictions,
} from '../settings/project.ts';
import type { ApplicationSpec } from './spec.ts';
import { explicitTypes } from './source/index.ts';
import { specFaults } from './spec-faults.ts';

/** Whether an Application can be delivered, and what its project permits of its objects. */
export type Verdict =
  | { readonly kind: 'permitted'; readonly restrictions: Restrictions }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** What is judged. */
export interface Judged {
  readonly owner: KubeObject;
  readonly spec: ApplicationSpec;
  readonly source: JsonObject;
  readonly destination: Destination;
}

/** Judges an Application, in upstream's words where it has any (Argo CD v3.6, util/argo/argo.go ValidatePermissions). */
export async function judge(
  { owner, spec, source, destination }: Judged,
  controlPlane: string,
  lookup: Lookup,
): Promise<Verdict> {
  const faults = specFaults(owner);
  if (faults.length > 0) return { kind: 'refused', problems: faults };
  const ignoring = ignoringFaults(jsonAt(owner, 'spec', 'ignoreDifferences'));
  if (ignoring.length > 0) return { kind: 'refused', problems: ignoring };
  const fault = sourceFault(spec, source);
  if (fault !== undefined) return refused(fault);
  const project = await projectOf(spec, controlPlane, lookup);
  if (project === undefined) return refused(`Application referencing project ${spec.project} which does not exist`);
  const foreign = namespaceRefusal(project, owner, controlPlane);
  if (foreign !== undefined) return refused(foreign);
  if (destination.kind === 'problem') return refused(destination.message);
  const where = await placeOf(project, spec, destination, controlPlane, lookup);
  const refusals = projectRefusals(project, { repoURL: textAt(source, 'repoURL'), destination: where });
  if (refusals.length > 0) return refused(...refusals);
  return { kind: 'permitted', restrictions: projectRestrictions(project, where) };
}

/**
 * What the project of an Application that is being deleted permits: only that is deleted with it. Without its project nobody knows what that is
 * (Argo CD v3.6, controller/appcontroller.go finalizeApplicationDeletion), so that nothing is deleted.
 */
export async function judgeRemoval(
  owner: KubeObject,
  spec: ApplicationSpec,
  destination: Extract<Destination, { kind: 'cluster' }>,
  controlPlane: string,
  lookup: Lookup,
): Promise<Verdict> {
  const project = await projectOf(spec, controlPlane, lookup);
  if (project === undefined) return refused(`appproject.${argoGroup} "${spec.project}" not found`);
  const foreign = namespaceRefusal(project, owner, controlPlane);
  if (foreign !== undefined) return refused(foreign);
  const where = await placeOf(project, spec, destination, controlPlane, lookup);
  return { kind: 'permitted', restrictions: projectRestrictions(project, where) };
}

function projectOf(spec: ApplicationSpec, controlPlane: string, lookup: Lookup): Promise<KubeObject | undefined> {
  return lookup.get({ group: argoGroup, kind: 'AppProject' }, controlPlane, spec.project);
}

async function placeOf(
  project: KubeObject,
  spec: ApplicationSpec,
  { server, name }: Extract<Destination, { kind: 'cluster' }>,
  controlPlane: string,
  lookup: Lookup,
): Promise<ProjectDestination> {
  const clusterProjects = admitsOwnClustersOnly(project)
    ? await projectsOfCluster({ server, name }, controlPlane, lookup)
    : [];
  return { server, clusterName: name, clusterProjects, namespace: spec.destination.namespace };
}

function refused(...messages: readonly string[]): Verdict {
  return { kind: 'refused', problems: messages.map((message) => ({ code: 'invalid-spec', message })) };
}

function sourceFault(spec: ApplicationSpec, source: JsonObject): string | undefined {
  const [path, chart] = [textAt(source, 'path'), textAt(source, 'chart')];
  if (spec.sources.length > 0) return 'spec.sources: several sources are not delivered yet: nothing was changed';
  if (textAt(source, 'repoURL') === '' || (path === '' && chart === ''))
    return 'spec.source.repoURL and either spec.source.path or spec.source.chart are required';
  if (chart !== '' && textAt(source, 'targetRevision') === '')
    return 'spec.source.targetRevision is required if the manifest source is a helm chart: name a version or a range';
  const types = explicitTypes(source);
  if (types.length > 1) return `multiple application sources defined: ${types.join(',')}: leave all but one away`;
  return path.startsWith('/')
    ? `${path}: app path is absolute: write it as seen from the repository's root`
    : undefined;
}
