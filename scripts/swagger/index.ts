export { readGnosticDefinitions } from './gnostic.ts';
export type { SwaggerSchema } from './schema.ts';
