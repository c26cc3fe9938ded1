import { builtinSchemas } from '../../schema/index.ts';
import { builtinDefaulter } from '../defaults/index.ts';
import type { ResourceType } from '../machinery/resource-type.ts';
import { builtinType } from './builtin-types.ts';

/** A kind that only subresources take: it is served by no path of its own. */
function unlistedType(group: string, kind: string, plural: string, folder: string): ResourceType {
  const row = { group, versions: ['v1'], kind, plural, namespaced: true, folder };
  return builtinType(row, {}, builtinSchemas(), builtinDefaulter());
}

/** The Scale that the subresource `scale` shows. */
export function scaleType(): ResourceType {
  return unlistedType('autoscaling', 'Scale', 'scales', 'autoscaling');
}

/** What the subresource `token` of a ServiceAccount takes and gives. */
export function tokenRequestType(): ResourceType {
  return unlistedType('authentication.k8s.io', 'TokenRequest', 'tokenrequests', 'authentication');
}

/** What the subresource `eviction` of a Pod takes. */
export function evictionType(): ResourceType {
  return unlistedType('policy', 'Eviction', 'evictions', 'policy');
}

/** What the subresource `binding` of a Pod takes. */
export function bindingType(): ResourceType {
  return unlistedType('', 'Binding', 'bindings', 'core');
}
