export { editScalar, YamlEditError, type YamlEditOptions } from './edit/index.ts';
export { defaultYamlLimits, readYaml } from './read/index.ts';
export { goFloatText, resolvePlain } from './scalar/index.ts';
export { toJson } from './to-json.ts';
export type {
  Position,
  ReadYamlDocument,
  YamlCursor,
  YamlDocument,
  YamlLimits,
  YamlProfile,
  YamlReading,
  YamlReadOptions,
  YamlScalar,
  YamlValue,
} from './value.ts';
export {
  go3ScalarText,
  naturalOrderGo3,
  type ScalarStyle,
  styleOf,
  writeYaml,
  writeYamlDocuments,
  YamlWriteError,
  type YamlWritable,
  type YamlWriteOptions,
} from './write/index.ts';
