import type { KubeObject, Problem } from '../../base/index.ts';
import { type Expected, fieldFaults } from './field-faults.ts';
import { sourceFields } from './source/index.ts';

/** What the fields are that the controller reads. Argo CD's definition of the kind refuses others; a cluster may have a laxer one. */
const expected: Readonly<Record<string, Expected>> = {
  spec: 'object',
  'spec.project': 'text',
  'spec.source': 'object',
  ...Object.fromEntries(Object.entries(sourceFields).map(([field, kind]) => [`spec.source.${field}`, kind])),
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
  return fieldFaults(owner, expected);
}
