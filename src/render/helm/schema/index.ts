export { validateSchema } from './validate-schema.ts';
export { type SchemaValidator, validateSchemas } from './validate-schemas.ts';
