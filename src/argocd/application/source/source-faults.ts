import type { JsonObject, Problem } from '../../../base/index.ts';
import { type Expected, fieldFaults } from '../field-faults.ts';

/** What the fields of a source are. */
export const sourceFields: Readonly<Record<string, Expected>> = {
  repoURL: 'text',
  path: 'text',
  targetRevision: 'text',
  chart: 'text',
  directory: 'object',
  'directory.recurse': 'boolean',
  'directory.include': 'text',
  'directory.exclude': 'text',
  helm: 'object',
  'helm.valueFiles': 'texts',
  'helm.values': 'text',
  'helm.valuesObject': 'object',
  'helm.parameters': 'list',
  'helm.fileParameters': 'list',
  'helm.releaseName': 'text',
  'helm.namespace': 'text',
  'helm.kubeVersion': 'text',
  'helm.apiVersions': 'texts',
  'helm.version': 'text',
  'helm.ignoreMissingValueFiles': 'boolean',
  'helm.skipCrds': 'boolean',
  'helm.skipTests': 'boolean',
  'helm.skipSchemaValidation': 'boolean',
  'helm.passCredentials': 'boolean',
  kustomize: 'object',
  'kustomize.namePrefix': 'text',
  'kustomize.nameSuffix': 'text',
  'kustomize.namespace': 'text',
  'kustomize.version': 'text',
  'kustomize.images': 'texts',
  'kustomize.replicas': 'list',
  'kustomize.commonLabels': 'map of texts',
  'kustomize.commonAnnotations': 'map of texts',
  'kustomize.patches': 'list',
  'kustomize.components': 'texts',
};

/** Fields of a source that hold something else than they should. */
export function sourceFaults(source: JsonObject): Problem[] {
  return fieldFaults(source, sourceFields);
}
