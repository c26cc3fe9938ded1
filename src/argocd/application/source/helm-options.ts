import {
  isJsonObject,
  type JsonObject,
  jsonAt,
  objectAt,
  objectsAt,
  type Problem,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import type { ClusterFacts } from '../../../engine/index.ts';
import type { HelmOptions, ValueFile } from '../../../render/index.ts';
import type { CommitInfo, Tree } from '../../../source/index.ts';
import type { BuildEnvironment, SourceEnvironment } from './build-environment.ts';
import { resolveValueFiles } from './value-files.ts';

/** What a chart of an Application is rendered for. */
export interface HelmContext {
  readonly tree: Tree;
  readonly folder: string;
  readonly commit: Pick<CommitInfo, 'date'>;
  readonly cluster: ClusterFacts;
  readonly application: SourceEnvironment;
  readonly environment: BuildEnvironment;
}

/**
 * How a source is rendered as a chart (Argo CD v3.6, reposerver/repository helmTemplate and util/helm Cmd.template): hooks are among the objects.
 * What `now` is in templates is the time of the commit, so that the same commit renders the same.
 */
export function helmOptions(
  source: JsonObject,
  { tree, folder, commit, cluster, application, environment }: HelmContext,
): { readonly options: HelmOptions } | { readonly problem: Problem } {
  const helm = objectAt(source, 'helm');
  const isOn = (name: string): boolean => helm[name] === true;
  const resolved = resolveValueFiles(
    tree,
    folder,
    { names: textsAt(helm, 'valueFiles'), ignoreMissing: isOn('ignoreMissingValueFiles') },
    environment,
  );
  if ('problem' in resolved) return resolved;
  const valuesObject = jsonAt(helm, 'valuesObject');
  const values = textAt(helm, 'values');
  const text: ValueFile[] =
    isJsonObject(valuesObject) || values === '' ? [] : [{ name: 'spec.source.helm.values', text: values }];
  const apiVersions = textsAt(helm, 'apiVersions');
  return {
    options: {
      kind: 'helm',
      dialect: 'argocd',
      profile: '4.2',
      // The name of the Application alone: a release has no underscore.
      releaseName: textAt(helm, 'releaseName') || application.name.slice(application.name.indexOf('_') + 1),
      namespace: textAt(helm, 'namespace') || application.namespace,
      valueFiles: [...resolved.files, ...text],
      ...(isJsonObject(valuesObject) ? { values: valuesObject } : {}),
      parameters: lastOfName(objectsAt(helm, 'parameters')).map((parameter) => ({
        name: textAt(parameter, 'name'),
        value: environment.substitute(textAt(parameter, 'value')),
        forceString: parameter['forceString'] === true,
      })),
      fileParameters: lastOfName(objectsAt(helm, 'fileParameters')).map((parameter) => ({
        name: textAt(parameter, 'name'),
        path: environment.substitute(textAt(parameter, 'path')),
      })),
      kubeVersion: textAt(helm, 'kubeVersion') || cluster.kubeVersion,
      apiVersions: apiVersions.length === 0 ? cluster.apiVersions : apiVersions,
      includeCrds: !isOn('skipCrds'),
      includeHooks: true,
      skipTests: isOn('skipTests'),
      skipSchemaValidation: isOn('skipSchemaValidation'),
      ...(textAt(source, 'chart') === '' ? {} : { treeIsChart: true }),
      now: commit.date,
    },
  };
}

/** Whether `helm` says anything, so that the source is a chart whatever lies in it (ApplicationSourceHelm.IsZero). */
export function isHelmNamed(source: JsonObject): boolean {
  return Object.values(objectAt(source, 'helm')).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '' && value !== false,
  );
}

/** Of parameters of one name the last one counts. */
function lastOfName(parameters: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(parameters.map((parameter) => [textAt(parameter, 'name'), parameter])).values()];
}
