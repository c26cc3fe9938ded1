export {
  compareVersions,
  type Constraint,
  formatVersion,
  highestMatching,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  type SemanticVersion,
} from './semver/index.ts';
export { envsubst, EnvsubstError, type EnvsubstOptions } from './envsubst/index.ts';
export { compileGlob, type Glob, type GlobStyle, matchGob } from './glob/index.ts';
export { compileJqPaths, JqError, type JqErrorCode, type JqPaths, type JsonPath } from './jq/index.ts';
