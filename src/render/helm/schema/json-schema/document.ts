import { JsonSchemaError } from './schema-error.ts';

/** A number of a JSON text: as it is written, since errors repeat it, and as it counts. */
export class JsonNumber {
  readonly text: string;
  readonly value: number;

  constructor(text: string) {
    this.text = text;
    this.value = Number(text);
  }
}

/** A JSON document as validation walks it: objects are maps, so that no name in them is special. */
export type JsonNode = null | boolean | string | JsonNumber | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;

/** Reads a JSON text, numbers as they are written. @throws SyntaxError */
export function parseJsonDocument(text: string): JsonNode {
  const numbers = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? new JsonNumber(context?.source ?? String(value)) : value;
  return nodeOf(JSON.parse(text, numbers));
}

/** How deep documents may nest. */
const maxDepth = 500;

/** A document of a value as JSON.parse gives it. @throws JsonSchemaError for one that nests deeper than 500 levels */
export function nodeOf(value: unknown, depth = 0): JsonNode {
  if (depth > maxDepth) throw new JsonSchemaError(`values lie in each other more than ${maxDepth} deep`);
  if (value instanceof JsonNumber || value === null || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (typeof value === 'number' || typeof value === 'bigint') return new JsonNumber(String(value));
  if (Array.isArray(value)) return value.map((item) => nodeOf(item, depth + 1));
  return new Map(Object.entries(value as object).map(([key, member]) => [key, nodeOf(member, depth + 1)]));
}

/** Whether a node is an object. */
export function isObject(node: JsonNode | undefined): node is ReadonlyMap<string, JsonNode> {
  return node instanceof Map;
}

/** Whether a node is an array. */
export function isArray(node: JsonNode | undefined): node is readonly JsonNode[] {
  return Array.isArray(node);
}

/** What JSON Schema calls the type of a node. */
export type JsonType = 'null' | 'boolean' | 'number' | 'integer' | 'string' | 'array' | 'object';

/** The type of a node; whole numbers are numbers too. */
export function typeOfNode(node: JsonNode): Exclude<JsonType, 'integer'> {
  if (node === null) return 'null';
  if (typeof node === 'boolean') return 'boolean';
  if (typeof node === 'string') return 'string';
  if (node instanceof JsonNumber) return 'number';
  return isArray(node) ? 'array' : 'object';
}

/** Whether two documents are the same; numbers by what they count. */
export function equalNodes(a: JsonNode, b: JsonNode): boolean {
  if (a instanceof JsonNumber) return b instanceof JsonNumber && a.value === b.value;
  if (isArray(a))
    return isArray(b) && a.length === b.length && a.every((item, index) => equalNodes(item, b[index] ?? null));
  if (!isObject(a)) return a === b;
  if (!isObject(b) || a.size !== b.size) return false;
  for (const [key, member] of a) {
    const other = b.get(key);
    if (other === undefined || !equalNodes(member, other)) return false;
  }
  return true;
}
