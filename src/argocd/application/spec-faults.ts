import { isJsonObject, type Json, jsonAt, type KubeObject, type Problem } from '../../base/index.ts';

type Expected = 'text' | 'boolean' | 'number' | 'object' | 'list' | 'texts' | 'map of texts';

/** What the fields are that the controller reads. Argo CD's definition of the kind refuses others; a cluster may have a laxer one. */
const expected: Readonly<Record<string, Expected>> = {
  spec: 'object',
  'spec.project': 'text',
  'spec.source': 'object',
  'spec.source.repoURL': 'text',
  'spec.source.path': 'text',
  'spec.source.targetRevision': 'text',
  'spec.source.chart': 'text',
  'spec.source.directory': 'object',
  'spec.source.directory.recurse': 'boolean',
  'spec.source.directory.include': 'text',
  'spec.source.directory.exclude': 'text',
  'spec.source.kustomize': 'object',
  'spec.source.kustomize.namePrefix': 'text',
  'spec.source.kustomize.nameSuffix': 'text',
  'spec.source.kustomize.namespace': 'text',
  'spec.source.kustomize.version': 'text',
  'spec.source.kustomize.images': 'texts',
  'spec.source.kustomize.replicas': 'list',
  'spec.source.kustomize.commonLabels': 'map of texts',
  'spec.source.kustomize.commonAnnotations': 'map of texts',
  'spec.source.kustomize.patches': 'list',
  'spec.source.kustomize.components': 'texts',
  'spec.sources': 'list',
  'spec.destination': 'object',
  'spec.destination.server': 'text',
  'spec.destination.name': 'text',
  'spec.destination.namespace': 'text',
  'spec.revisionHistoryLimit': 'number',
  'spec.ignoreDifferences': 'list',
  'spec.syncPolicy': 'object',
  'spec.syncPolicy.automated': 'object',
  'spec.syncPolicy.automated.enabled': 'boolean',
  'spec.syncPolicy.automated.prune': 'boolean',
  'spec.syncPolicy.automated.selfHeal': 'boolean',
  'spec.syncPolicy.automated.allowEmpty': 'boolean',
  'spec.syncPolicy.syncOptions': 'texts',
  'spec.syncPolicy.retry': 'object',
  'spec.syncPolicy.retry.limit': 'number',
  'spec.syncPolicy.retry.backoff': 'object',
  'spec.syncPolicy.retry.backoff.duration': 'text',
  'spec.syncPolicy.retry.backoff.factor': 'number',
  'spec.syncPolicy.retry.backoff.maxDuration': 'text',
  'spec.syncPolicy.managedNamespaceMetadata': 'object',
  'spec.syncPolicy.managedNamespaceMetadata.labels': 'map of texts',
  'spec.syncPolicy.managedNamespaceMetadata.annotations': 'map of texts',
};

/** Fields of an Application that hold something else than they should, each with what it should be. What stands below one is not told too. */
export function specFaults(owner: KubeObject): Problem[] {
  const faulty: string[] = [];
  return Object.entries(expected).flatMap(([field, kind]) => {
    const value = jsonAt(owner, ...field.split('.'));
    if (value === undefined || value === null || is[kind](value)) return [];
    if (faulty.some((above) => field.startsWith(`${above}.`))) return [];
    faulty.push(field);
    return [{ code: 'invalid-spec', message: `${field}: must be ${names[kind]}, and is ${describe(value)}` }];
  });
}

const is: Readonly<Record<Expected, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  object: isJsonObject,
  list: (value) => Array.isArray(value) && value.every(isJsonObject),
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  'map of texts': (value) => isJsonObject(value) && Object.values(value).every((item) => typeof item === 'string'),
};

const names: Readonly<Record<Expected, string>> = {
  text: 'text',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  list: 'a list of objects',
  texts: 'a list of texts',
  'map of texts': 'an object of texts',
};

function describe(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return isJsonObject(value) ? 'an object' : String(value);
}
