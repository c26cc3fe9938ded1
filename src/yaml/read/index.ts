export { setMember } from './members.ts';
export { defaultYamlLimits, readYaml } from './read.ts';
