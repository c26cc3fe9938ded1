export type { Files, LoadedFile } from './files.ts';
