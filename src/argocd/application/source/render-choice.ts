import { canonicalJson, jsonAt, type JsonObject, objectAt, type Problem, textAt } from '../../../base/index.ts';
import type { RenderChoice } from '../../../engine/index.ts';
import { detectSourceType, type DirectoryOptions, RecordingTree, type SourceType } from '../../../render/index.ts';
import { BuildEnvironment, type SourceEnvironment } from './build-environment.ts';
import { helmOptions, isHelmNamed } from './helm-options.ts';
import { withInRepositoryParameters } from './in-repository-parameters.ts';
import type { KustomizeSettings } from './kustomize-build-options.ts';
import { isKustomizeNamed, kustomizeOptions } from './kustomize-options.ts';

/**
 * How a source is rendered: as the field says that is there, also in the parameters that the repository holds, else by what lies in its folder
 * (Argo CD v3.6, reposerver/repository GetAppSourceType). `folder` is the source's path without what says nothing, `settings` what `argocd-cm` says
 * of kustomize.
 */
export function renderChoice(
  source: JsonObject,
  folder: string,
  environment: SourceEnvironment,
  settings: KustomizeSettings = {},
): RenderChoice {
  return {
    kind: 'choice',
    id: canonicalJson([source, folder, { ...environment }, settings]),
    choose(tree, commit, cluster) {
      const recording = new RecordingTree(tree);
      const { source: merged, problems } = withInRepositoryParameters(source, recording, folder, environment.name);
      const reads = recording.reads();
      if (problems.length > 0) return { kind: 'refused', problems, reads };
      const types = explicitTypes(merged);
      if (types.length > 1) return { kind: 'refused', problems: [severalTypes(types)], reads };
      const type = types[0] ?? typeNames[detectSourceType(tree, folder)];
      const variables = new BuildEnvironment(environment, source, commit.commit);
      if (type === 'Directory') return { kind: 'options', options: directoryOptions(merged), reads };
      if (type === 'Kustomize') {
        const chosen = kustomizeOptions(merged, { environment: variables, settings, commit, cluster });
        return chosen.kind === 'refused'
          ? { kind: 'refused', problems: [chosen.problem], reads }
          : { ...chosen, reads };
      }
      if (cluster === undefined) return { kind: 'needs-cluster', reads };
      const at = { tree: recording, folder, commit, cluster, application: environment, environment: variables };
      const helm = helmOptions(merged, at);
      if ('problem' in helm) return { kind: 'refused', problems: [helm.problem], reads: recording.reads() };
      return { kind: 'options', options: helm.options, reads: recording.reads() };
    },
  };
}

/** The types that a source names by a field with something in it; more than one are refused (ApplicationSource.ExplicitType). */
export function explicitTypes(source: JsonObject): readonly ('Kustomize' | 'Helm' | 'Directory')[] {
  const { recurse, jsonnet } = objectAt(source, 'directory');
  const isDirectory = recurse === true || Object.keys(objectAt({ jsonnet }, 'jsonnet')).length > 0;
  return [
    ...(isKustomizeNamed(source) ? (['Kustomize'] as const) : []),
    ...(isHelmNamed(source) ? (['Helm'] as const) : []),
    ...(isDirectory ? (['Directory'] as const) : []),
  ];
}

const typeNames: Readonly<Record<SourceType, 'Directory' | 'Kustomize' | 'Helm'>> = {
  directory: 'Directory',
  kustomize: 'Kustomize',
  helm: 'Helm',
};

function severalTypes(types: readonly string[]): Problem {
  const message = `multiple application sources defined: ${types.join(',')}: keep one of them`;
  return { code: 'invalid-spec', message };
}

function directoryOptions(source: JsonObject): DirectoryOptions {
  const include = textAt(source, 'directory', 'include');
  const exclude = textAt(source, 'directory', 'exclude');
  return {
    kind: 'directory',
    recurse: jsonAt(source, 'directory', 'recurse') === true,
    ...(include === '' ? {} : { include }),
    ...(exclude === '' ? {} : { exclude }),
    dialect: 'argocd',
  };
}
