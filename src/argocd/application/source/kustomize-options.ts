import {
  isJsonObject,
  type Json,
  type JsonObject,
  objectAt,
  type Problem,
  textAt,
  textMapAt,
  textsAt,
} from '../../../base/index.ts';
import type { ClusterFacts } from '../../../engine/index.ts';
import { type KustomizeOptions, type KustomizeOverrides, parseImageArgument } from '../../../render/index.ts';
import type { CommitInfo } from '../../../source/index.ts';
import type { BuildEnvironment } from './build-environment.ts';
import { buildOptionsOf, type KustomizeSettings, readBuildOptions } from './kustomize-build-options.ts';

/** What a kustomization of an Application is built for. */
export interface KustomizeContext {
  readonly environment: BuildEnvironment;
  readonly settings: KustomizeSettings;
  readonly commit: Pick<CommitInfo, 'date'>;
  /** Absent: not known yet. */
  readonly cluster: ClusterFacts | undefined;
}

/** How a source is rendered as a kustomization (Argo CD v3.6, util/kustomize/kustomize.go Build). */
export function kustomizeOptions(
  source: JsonObject,
  { environment, settings, commit, cluster }: KustomizeContext,
):
  | { readonly kind: 'options'; readonly options: KustomizeOptions }
  | { readonly kind: 'needs-cluster' }
  | { readonly kind: 'refused'; readonly problem: Problem } {
  const kustomize = objectAt(source, 'kustomize');
  const version = textAt(kustomize, 'version');
  const built = readBuildOptions(buildOptionsOf(settings, version));
  if (built.kind === 'refused') return built;
  const unread = textsAt(kustomize, 'images').find((image) => !isImageArgument(environment.substitute(image)));
  if (unread !== undefined) return { kind: 'refused', problem: wrongImage(unread) };
  const { restriction, reorder, managedByLabel, helm } = built;
  if (helm !== undefined && cluster === undefined) return { kind: 'needs-cluster' };
  const overrides = overridesOf(kustomize, environment);
  const apiVersions = textsAt(kustomize, 'apiVersions');
  const options: KustomizeOptions = {
    kind: 'kustomize',
    dialect: 'argocd',
    profile: kustomizeProfile(version),
    ...(restriction === undefined ? {} : { loadRestriction: restriction }),
    ...(reorder === undefined ? {} : { reorder }),
    ...(managedByLabel ? { managedByLabel } : {}),
    ...(helm === undefined || cluster === undefined
      ? {}
      : {
          charts: {
            profile: '4.2',
            // What Argo CD adds stands behind what its administrator wrote: of a flag with one value the last counts.
            kubeVersion: textAt(kustomize, 'kubeVersion') || cluster.kubeVersion,
            apiVersions: [...helm.apiVersions, ...(apiVersions.length === 0 ? cluster.apiVersions : apiVersions)],
            now: commit.date,
          },
        }),
    ...(overrides === undefined ? {} : { overrides }),
  };
  return { kind: 'options', options };
}

/** Whether `kustomize` says anything, so that the source is a kustomization whatever lies in it (ApplicationSourceKustomize.IsZero). */
export function isKustomizeNamed(source: JsonObject): boolean {
  return saysSomethingIn(objectAt(source, 'kustomize'));
}

function saysSomethingIn(kustomize: JsonObject): boolean {
  return Object.values(kustomize).some(saysSomething);
}

function saysSomething(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '' && value !== false;
}

/** The profile that is nearest to a version such as `v5.3.0`; newer ones and none have that of Argo CD's own. */
export function kustomizeProfile(version: string): KustomizeOptions['profile'] {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return '5.8';
  return Number(major) < 5 || (Number(major) === 5 && Number(minor) < 8) ? '5.7' : '5.8';
}

function overridesOf(kustomize: JsonObject, environment: BuildEnvironment): KustomizeOverrides | undefined {
  if (!saysSomethingIn(kustomize)) return undefined;
  const labels = textMapAt(kustomize, 'commonLabels');
  const annotations = textMapAt(kustomize, 'commonAnnotations');
  const images = textsAt(kustomize, 'images');
  const replicas = objectsOf(kustomize['replicas']);
  const patches = objectsOf(kustomize['patches']);
  const isOn = (name: string): boolean => kustomize[name] === true;
  return {
    field: 'spec.source.kustomize',
    namespace: textAt(kustomize, 'namespace'),
    namePrefix: textAt(kustomize, 'namePrefix'),
    nameSuffix: textAt(kustomize, 'nameSuffix'),
    ...(images.length === 0
      ? {}
      : { images: images.map((image) => parseImageArgument(environment.substitute(image))) }),
    ...(replicas.length === 0 ? {} : { replicas: replicas.map(replicaOf) }),
    ...(Object.keys(labels).length === 0
      ? {}
      : {
          labels: {
            pairs: environment.substituteAll(labels),
            force: isOn('forceCommonLabels'),
            withoutSelector: isOn('labelWithoutSelector'),
            includeTemplates: isOn('labelIncludeTemplates'),
          },
        }),
    ...(Object.keys(annotations).length === 0
      ? {}
      : {
          annotations: {
            pairs: isOn('commonAnnotationsEnvsubst') ? environment.substituteAll(annotations) : annotations,
            force: isOn('forceCommonAnnotations'),
          },
        }),
    ...(patches.length === 0 ? {} : { patches: patches.map(patchOf) }),
    components: textsAt(kustomize, 'components'),
    ignoreMissingComponents: isOn('ignoreMissingComponents'),
  };
}

/** Whether `kustomize edit set image` takes it: it says more than a name (kustomize 5.8, commands/edit/set/setimage.go parse). */
function isImageArgument(image: string): boolean {
  return parseImageArgument(image).name !== image;
}

function wrongImage(image: string): Problem {
  const forms = 'NAME:TAG, NAME@DIGEST, NAME=NEW, NAME=NEW:TAG, NAME=NEW@DIGEST or NAME=NEW:TAG@DIGEST';
  const message = `invalid format of image '${image}' in spec.source.kustomize.images: write ${forms}`;
  return { code: 'invalid-spec', message };
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** `count` may be a number or its digits (intstr.IntOrString). */
function replicaOf(entry: JsonObject): { name: string; count: number } {
  return { name: textAt(entry, 'name'), count: Number(entry['count'] ?? 0) };
}

function patchOf(entry: JsonObject): NonNullable<KustomizeOverrides['patches']>[number] {
  const { path, patch, target, options } = entry;
  return {
    ...(typeof path === 'string' && path !== '' ? { path } : {}),
    ...(typeof patch === 'string' && patch !== '' ? { patch } : {}),
    ...(isJsonObject(target) ? { target: textMapAt(entry, 'target') } : {}),
    ...(isJsonObject(options)
      ? { options: Object.fromEntries(Object.entries(options).map(([name, on]) => [name, on === true])) }
      : {}),
  };
}
