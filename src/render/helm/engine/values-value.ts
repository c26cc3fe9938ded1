import { anyMap, type GoFunction, GoFailure, GoMap, type GoType, goTypes, type GoValue } from '../../../lang/index.ts';
import { tableAt, valueAt } from '../values/index.ts';
import { toYamlText } from './yaml-text.ts';

const valuesType: GoType = { kind: 'map', name: 'common.Values', elem: goTypes.any, underlying: anyMap };

/**
 * A map of the type `common.Values`, which has methods (helm 4.2, pkg/chart/common/values.go): `.Values` of the root chart and the data of every
 * template. It shares its entries with the map given.
 */
export function valuesValue(entries: Map<string, GoValue>): GoMap {
  const map = new GoMap(entries, anyMap);
  const methods = new Map<string, GoFunction>([
    ['AsMap', { params: [], call: () => map }],
    ['YAML', { params: [], call: () => `${toYamlText(map) ?? ''}\n` }],
    ['Table', { params: [goTypes.string], call: ([path]) => table(map, path as string) }],
    ['PathValue', { params: [goTypes.string], call: ([path]) => pathValue(map, path as string) }],
  ]);
  return new GoMap(entries, valuesType, false, methods);
}

function table(map: GoMap, path: string): GoMap {
  const found = tableAt(map, path);
  if (found !== undefined) return valuesValue(found.entries);
  throw new GoFailure(`"${path.slice(path.lastIndexOf('.') + 1)}" is not a table`);
}

function pathValue(map: GoMap, path: string): GoValue {
  if (path === '') throw new GoFailure('YAML path cannot be empty');
  const found = valueAt(map, path);
  if (found !== undefined) return found;
  throw new GoFailure(`"${path.slice(path.lastIndexOf('.') + 1)}" is not a value`);
}
