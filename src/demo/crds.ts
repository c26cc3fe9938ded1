import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The CustomResourceDefinitions that the demo needs. */
const kinds: readonly string[] = [
  'applications.argoproj.io',
  'appprojects.argoproj.io',
  'gitrepositories.source.toolkit.fluxcd.io',
  'helmcharts.source.toolkit.fluxcd.io',
  'helmreleases.helm.toolkit.fluxcd.io',
  'kustomizations.kustomize.toolkit.fluxcd.io',
];

/** Their manifests, from the package's `crds/`. */
export function demoDefinitions(): string[] {
  // The folder is one level above `dist/`, and two above `src/demo/`.
  const up = import.meta.url.includes('/src/demo/') ? '../../crds/' : '../crds/';
  return kinds.map((name) => readFileSync(fileURLToPath(new URL(`${up}${name}.yaml`, import.meta.url)), 'utf8'));
}
