export { type JsonNode, nodeOf, parseJsonDocument } from './document.ts';
export { judgeBySchema } from './judge-by-schema.ts';
export { JsonSchemaError } from './schema-error.ts';
