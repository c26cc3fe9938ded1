export { nameReferenceTransformer } from './name-reference.ts';
