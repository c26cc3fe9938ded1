export { builtPageDir, type PageFiles, readPageFiles } from './page-files.ts';
export { servePage } from './serve-page.ts';
