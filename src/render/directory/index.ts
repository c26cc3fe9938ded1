export { createDirectoryKind } from './render.ts';
