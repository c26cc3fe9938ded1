import type { YamlValue } from '../../yaml/index.ts';
import { PatchError } from '../error.ts';

/** A map of YAML values. */
export type YamlMap = { [key: string]: YamlValue };

/** Whether a value is a map. */
export function isYamlMap(value: YamlValue | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is absent or null. */
export function isMissing(value: YamlValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** Whether a value is a map without members. */
export function isEmptyMap(value: YamlValue | undefined): boolean {
  return isYamlMap(value) && Object.keys(value).length === 0;
}

/** The text of a scalar as it stands in YAML, by which kyaml compares; empty for maps and lists. */
export function textOf(value: YamlValue | undefined): string {
  if (value === null) return 'null';
  return value === undefined || typeof value === 'object' ? '' : String(value);
}

/** The kinds that kyaml tells apart. */
export type NodeKind = 'MappingNode' | 'SequenceNode' | 'ScalarNode';

/** The kind of a value that is not null. */
export function kindOf(value: YamlValue): NodeKind {
  if (Array.isArray(value)) return 'SequenceNode';
  return typeof value === 'object' ? 'MappingNode' : 'ScalarNode';
}

/** @throws PatchError `inapplicable` where a value is there and of another kind */
export function requireKind(kind: NodeKind, value: YamlValue | undefined): void {
  if (isMissing(value) || kindOf(value) === kind) return;
  throw new PatchError('inapplicable', 422, `wrong node kind: expected ${kind} but got ${kindOf(value)}`);
}

/** A deep copy. */
export function copyYaml(value: YamlValue): YamlValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyYaml);
  const copy: YamlMap = {};
  for (const key of Object.keys(value)) setField(copy, key, copyYaml(value[key] ?? null));
  return copy;
}

/** The own member `key` of a map. */
export function fieldOf(map: YamlValue | undefined, key: string): YamlValue | undefined {
  return isYamlMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets the own member `key`, also where it is called `__proto__`. */
export function setField(map: YamlMap, key: string, value: YamlValue): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}
