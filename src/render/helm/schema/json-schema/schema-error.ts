/** Raised for a schema that cannot be used: it is invalid, or refers to what is not there. The text is santhosh-tekuri/jsonschema's (6.0.2). */
export class JsonSchemaError extends Error {
  override readonly name = 'JsonSchemaError';
  readonly code = 'invalid-schema';
}
