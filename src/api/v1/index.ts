export { contract, type RouteContract } from '../contract/index.ts';
export { createV1, type LookedAt, type LookOptions, type Looks, type V1Ports } from './handlers/index.ts';
export { type ContractRouter, mountRouter } from './http/index.ts';
export { openApiDocument } from './openapi.ts';
