export { compareVersions, formatVersion, parseStrictVersion, parseVersion, type SemanticVersion } from './version.ts';
export { type Constraint, highestMatching, parseConstraint } from './constraint.ts';
