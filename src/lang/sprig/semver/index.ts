export { semverFunctions } from './semver.ts';
