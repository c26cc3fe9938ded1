/**
 * Writes `ui/src/api/generated.ts`: what the page knows of the API, made from the contract of its routes (`src/api/contract`).
 *
 *     bin/node scripts/generate-page-types.ts [--check]
 */
import { isJsonObject, type Json, type JsonObject, objectAt, textAt } from '../src/base/index.ts';
import { contract, openApiDocument, type RouteContract } from '../src/api/v1/index.ts';
import { type GeneratedFiles, runGenerator } from './generated-files.ts';

/** The types of the page, and what its client must know of each route. */
export function generatePageTypes(): GeneratedFiles {
  const document = openApiDocument();
  const list = Object.values<RouteContract>(contract);
  const schemas = Object.entries(objectAt(document, 'components', 'schemas'));
  const text = [
    '// Written by scripts/generate-page-types.ts from the contract in src/api/contract.\n',
    ...schemas.map(([name, schema]) => declarationOf(name, isJsonObject(schema) ? schema : {})),
    '/** What each route takes and gives. */',
    'export interface Routes {',
    ...list.map((route) => routeTypeOf(route, document)),
    '}\n',
    '/** How each route is called. */',
    'export const routes = {',
    ...list.map(({ name, method, path }) => `  ${name}: { method: '${method}', path: '/api/slipway/v1${path}' },`),
    '} as const satisfies Record<keyof Routes, { readonly method: string; readonly path: string }>;\n',
  ].join('\n');
  return new Map([['ui/src/api/generated.ts', text]]);
}

function declarationOf(name: string, schema: JsonObject): string {
  const comment = doc(schema, '');
  if (schema['type'] === 'object' && isJsonObject(schema['properties'])) {
    return `${comment}export interface ${name} ${typeOf(schema, '')}\n`;
  }
  const type = typeOf(schema, '');
  return `${comment}export type ${name} =${type.startsWith('\n') ? '' : ' '}${type};\n`;
}

function routeTypeOf(route: RouteContract, document: JsonObject): string {
  const operation = objectAt(document, 'paths', route.path, route.method.toLowerCase());
  const parameters = (place: string): JsonObject[] => {
    const all = operation['parameters'];
    return Array.isArray(all) ? all.filter(isJsonObject).filter((parameter) => parameter['in'] === place) : [];
  };
  const record = (place: string): string => {
    const list = parameters(place);
    if (list.length === 0) return 'undefined';
    const members = list.map((parameter) => {
      const schema = objectAt(parameter, 'schema');
      const optional = parameter['required'] === true ? '' : '?';
      return `${doc(schema, '      ')}      readonly ${textAt(parameter, 'name')}${optional}: ${typeOf(schema, '      ')};\n`;
    });
    return `{\n${members.join('')}    }`;
  };
  const requestBody = objectAt(operation, 'requestBody', 'content', 'application/json', 'schema');
  const hasAnswer = route.answer !== undefined || route.stream !== undefined;
  const success = objectAt(operation, 'responses', String(route.status ?? (hasAnswer ? 200 : 204)));
  const answer = objectAt(success, 'content', route.stream?.type ?? 'application/json', 'schema');
  return [
    `  /** ${route.summary}. */`,
    `  readonly ${route.name}: {`,
    `    readonly params: ${record('path')};`,
    `    readonly query: ${record('query')};`,
    `    readonly body: ${route.body === undefined ? 'undefined' : typeOf(requestBody, '    ')};`,
    `    readonly ${route.stream === undefined ? 'answer' : 'message'}: ${hasAnswer ? typeOf(answer, '    ') : 'undefined'};`,
    '  };',
  ].join('\n');
}

function doc(schema: JsonObject, indent: string): string {
  const text = textAt(schema, 'description');
  return text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '* /')}${/[.!?]$/.test(text) ? '' : '.'} */\n`;
}

/** The TypeScript type of a JSON schema as the OpenAPI document holds it. */
export function typeOf(schema: JsonObject, indent: string): string {
  const reference = textAt(schema, '$ref');
  if (reference !== '') return reference.slice(reference.lastIndexOf('/') + 1);
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(literal).join(' | ');
  const alternatives = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(alternatives)) {
    return alternatives
      .filter(isJsonObject)
      .map((each) => `\n${indent}  | ${typeOf(each, `${indent}    `)}`)
      .join('');
  }
  switch (schema['type']) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array': {
      const item = typeOf(objectAt(schema, 'items'), indent);
      return `readonly ${/[ |]/.test(item) && !item.startsWith('{') ? `(${item})` : item}[]`;
    }
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: JsonObject, indent: string): string {
  const properties = Object.entries(objectAt(schema, 'properties'));
  if (properties.length === 0) {
    const others = schema['additionalProperties'];
    return `Readonly<Record<string, ${isJsonObject(others) ? typeOf(others, indent) : 'unknown'}>>`;
  }
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const members = properties.map(([name, property]) => {
    const member = isJsonObject(property) ? property : {};
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const optional = required.includes(name) ? '' : '?';
    return `${doc(member, `${indent}  `)}${indent}  readonly ${key}${optional}: ${typeOf(member, `${indent}  `)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function literal(value: Json | undefined): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : JSON.stringify(value);
}

if (import.meta.main) runGenerator(generatePageTypes());
