export { generateConfigMap, generateSecret, type GeneratorContext } from './data.ts';
export { addHashes, contentHash } from './hash.ts';
