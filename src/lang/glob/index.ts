export { compileGlob, type Glob, type GlobStyle, matchGob } from './glob.ts';
