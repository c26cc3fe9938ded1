export { generateConfigMap, generateSecret, type GeneratorContext } from './data.ts';
export { addHashes } from './hash.ts';
