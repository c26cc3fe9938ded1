export { RenderCache } from './render-cache.ts';
export { packResult, unpackResult } from './result-bytes.ts';
