import { basename, join } from 'node:path';
import { KustomizeError, prepareKustomization } from '../kustomize/index.ts';
import type { KustomizeOptions } from '../renderer.ts';
import { findFolder } from '../tree/index.ts';
import type { ProgramKind } from './program-kind.ts';

/** Kustomizations by `kustomize build`, or by `kubectl kustomize` where the program is called so; what an owner says over one is written into its file. */
export function kustomizeProgram(program: string): ProgramKind<KustomizeOptions> {
  const verb = basename(program).startsWith('kubectl') ? 'kustomize' : 'build';
  return {
    program,
    call({ tree, path, options, root }) {
      const place = findFolder(tree, path);
      if ('problem' in place) return { kind: 'refused', problem: place.problem };
      const { folder } = place;
      try {
        const prepared = prepareKustomization(tree, folder, options, () => undefined);
        if (prepared === 'plain manifests') return { kind: 'delegate' };
        const restriction = options.loadRestriction === 'none' ? 'LoadRestrictionsNone' : 'LoadRestrictionsRootOnly';
        const { name, text } = prepared;
        return {
          kind: 'call',
          args: [verb, '--load-restrictor', restriction, ...flagsOf(options), join(root, folder)],
          files: text === undefined ? {} : { [folder === '' ? name : `${folder}/${name}`]: text },
        };
      } catch (error) {
        if (!(error instanceof KustomizeError)) throw error;
        const { code, message, file, place: at } = error;
        const where = { ...(file === undefined ? {} : { file }), ...(at === undefined ? {} : { line: at.line }) };
        return { kind: 'refused', problem: { code: `kustomize-${code}`, message, ...where } };
      }
    },
  };
}

/** Charts are rendered by the helm that the program finds. */
function flagsOf({ charts, reorder, managedByLabel }: KustomizeOptions): string[] {
  const { kubeVersion, apiVersions = [] } = charts ?? {};
  return [
    ...(reorder === undefined ? [] : [`--reorder=${reorder}`]),
    ...(managedByLabel === true ? ['--enable-managedby-label'] : []),
    ...(charts === undefined ? [] : ['--enable-helm']),
    ...(kubeVersion === undefined ? [] : [`--helm-kube-version=${kubeVersion}`]),
    ...apiVersions.map((version) => `--helm-api-versions=${version}`),
  ];
}
