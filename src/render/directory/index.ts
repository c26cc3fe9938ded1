export { createDirectoryKind } from './render.ts';
export { type ParsedFile, type ParsedObject, parseFile } from './parse-file.ts';
