import { type ObjectKey, withPlace } from '../../../base/index.ts';
import type { ObjectResult } from '../../../engine/index.ts';

/** What an object failed by: upstream's words, then the place in the source, and what to do where the words do not say it. */
export function failureText({ key, code, message, place }: ObjectResult): string {
  if (code === 'unserved') return withPlace(unservedMessage(key), place);
  const remedy = remedies.find(([words]) => words.test(message))?.[1];
  const text = withPlace(message, place);
  return place === undefined || remedy === undefined ? text : `${text}; ${remedy}`;
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^namespaces "[^"]*" not found/,
    'create the namespace, or let the sync option CreateNamespace=true create that of the destination',
  ],
  [/request is too large|entity too large/i, 'split it into smaller objects'],
];

/** Upstream's words where the API server does not know the kind (util/argo/argo.go AugmentSyncMsg). */
function unservedMessage({ group, kind, namespace, name }: ObjectKey): string {
  return `The Kubernetes API could not find ${group}/${kind} for requested resource ${namespace}/${name}. Make sure the "${kind}" CRD is installed on the destination cluster.`;
}
