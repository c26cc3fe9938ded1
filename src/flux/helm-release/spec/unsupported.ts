import { type Json, jsonAt, type JsonObject, objectsAt, textAt } from '../../../base/index.ts';

/** Fields that change what is done and that this controller does not carry out yet. */
export function unsupportedFields(spec: JsonObject): string[] {
  const isSet = (value: Json | undefined): boolean =>
    value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  const fields: readonly (readonly [string, boolean])[] = [
    ['healthCheckExprs', isSet(spec['healthCheckExprs'])],
    ['kubeConfig.configMapRef', isSet(jsonAt(spec, 'kubeConfig', 'configMapRef'))],
    ['upgrade.preserveValues', jsonAt(spec, 'upgrade', 'preserveValues') === true],
    ['dependsOn[].readyExpr', objectsAt(spec, 'dependsOn').some((entry) => textAt(entry, 'readyExpr') !== '')],
  ];
  return fields.filter(([, given]) => given).map(([field]) => field);
}
