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
