export {
  type CelEnvironment,
  type CelIssue,
  type CelLibrary,
  type CelProgram,
  type Compiled,
  createCelEnvironment,
  type Evaluated,
  type EvaluateOptions,
  type EnvironmentOptions,
} from './environment.ts';
export { estimateCost, type SizeHint } from './estimate/index.ts';
export { namesVariable } from './syntax/index.ts';
export { CelError, type CelErrorCode } from './error.ts';
export { declare, type FunctionDeclaration, globalOverload, memberOverload, type Overload } from './functions.ts';
export { celLibraries } from './library/extensions.ts';
export { formatType, listOf, mapOf, opaqueType, optionalOf, paramType, structType, type Type, types } from './types.ts';
export {
  CelDuration,
  CelList,
  celMap,
  CelMap,
  type CelMapSource,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  type CelValue,
} from './values.ts';
export { equals as celEquals, valueText as celText } from './evaluation/index.ts';
export { kubernetesEnvironment, kubernetesLibrary } from './kubernetes/index.ts';
export { celOfJson, jsonOfCel } from './json.ts';
