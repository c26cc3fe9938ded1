import { builtinSchemas } from '../../schema/index.ts';
import { builtinDefaulter } from '../defaults/index.ts';
import type { ResourceType } from '../machinery/resource-type.ts';
import { builtinType } from './builtin-types.ts';

/** The Scale that the subresource `scale` shows: it is served by no path of its own. */
export function scaleType(): ResourceType {
  const row = {
    group: 'autoscaling',
    versions: ['v1'],
    kind: 'Scale',
    plural: 'scales',
    namespaced: true,
    folder: 'autoscaling',
  };
  return builtinType(row, {}, builtinSchemas(), builtinDefaulter());
}
