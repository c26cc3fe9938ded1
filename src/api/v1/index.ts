export { contract, type RouteContract } from './contract/index.ts';
export { openApiDocument } from './openapi.ts';
