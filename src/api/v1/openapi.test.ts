import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, objectAt, textAt } from '../../base/index.ts';
import { contract, type RouteContract } from '../contract/index.ts';
import { openApiDocument } from './openapi.ts';

const document = openApiDocument();

/** Every `$ref` below a value. */
function references(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [member] : references(member),
  );
}

describe('the OpenAPI document', () => {
  it('has every route once, under its own name', () => {
    const operations = Object.values(objectAt(document, 'paths')).flatMap((path) =>
      isJsonObject(path) ? Object.values(path).map((operation) => textAt(operation, 'operationId')) : [],
    );
    expect(operations.sort()).toEqual(Object.keys(contract).sort());
    for (const [name, route] of Object.entries(contract)) expect(route.name).toBe(name);
  });

  it('refers to nothing that it does not hold', () => {
    const held = Object.keys(objectAt(document, 'components', 'schemas')).map((name) => `#/components/schemas/${name}`);
    const used = new Set(references(document));
    expect([...used].filter((reference) => !held.includes(reference))).toEqual([]);
    expect(held.length).toBeGreaterThan(40);
  });

  it('names every parameter of a path', () => {
    for (const route of Object.values<RouteContract>(contract)) {
      const written = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(route.params?.shape ?? {}), route.name).toEqual(written);
    }
  });

  it('tells what a query takes as numbers and switches', () => {
    const parameters = objectAt(document, 'paths', '/deliveries', 'get')['parameters'];
    expect(parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500, description: '60 where absent' },
    });
    expect(parameters).toContainEqual({
      name: 'facets',
      in: 'query',
      required: false,
      schema: { type: 'string', enum: ['true', 'false'] },
    });
  });
});
