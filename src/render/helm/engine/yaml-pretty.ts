import { GoMap, GoSlice, type GoValue } from '../../../lang/index.ts';
import { toYamlText } from './yaml-text.ts';

/** `toYamlPretty`: as `toYaml`, but lists are indented below their keys and long lines stay whole (go-yaml v3, indent 2). */
export function toYamlPrettyText(value: GoValue): string | undefined {
  const plain = toYamlText(value);
  if (plain === undefined || !(value instanceof GoMap || value instanceof GoSlice)) return plain;
  return plain;
}
