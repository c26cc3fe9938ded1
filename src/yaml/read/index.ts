export { setMember } from './members.ts';
export { type ParsedStretch, parseStretch } from './parse.ts';
export { defaultYamlLimits, readYaml } from './read.ts';
export { keyText, ScalarSource } from './scalar-source.ts';
