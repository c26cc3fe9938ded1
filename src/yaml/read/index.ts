export { defaultYamlLimits, readYaml } from './read.ts';
