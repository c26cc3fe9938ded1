export { parseUrl, type UrlParts } from './parse.ts';
export { urlFunctions } from './urls.ts';
