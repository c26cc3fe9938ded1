import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../base/index.ts';
import { validateSchema } from './validate-schema.ts';

const testdata = join(import.meta.dirname, 'testdata');
const recorded = JSON.parse(readFileSync(join(testdata, 'recorded.json'), 'utf8')) as (string | null)[];
const cases = readFileSync(join(testdata, 'cases.txt'), 'utf8').trimEnd().split('\n');

/** Upstream walks Go maps, whose order is any: what it says is compared line by line, in order of the lines. */
const lines = (text: string | null): string => (text ?? 'fits').trimEnd().split('\n').sort().join('\n');

describe('what santhosh-tekuri/jsonschema says of', () => {
  it.each(cases.map((line, index) => [line, recorded[index] ?? null] as const))('%s', (line, expected) => {
    const split = line.lastIndexOf(' {');
    const [schema, values] = [line.slice(0, split), line.slice(split + 1)];
    expect(lines(validateSchema(schema, JSON.parse(values) as Json) ?? null)).toBe(lines(expected));
  });
});

describe('validateSchema', () => {
  it.each([
    ['{', 'unexpected EOF'],
    ['', 'EOF'],
    ['{} x', 'invalid character after top-level value'],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ])('%s is no JSON', (schema, message) => {
    expect(validateSchema(schema, {})).toBe(message);
  });

  it('fetches nothing', () => {
    expect(validateSchema('{"$ref":"https://example.com/x.json"}', {})).toBe(
      'failing loading "https://example.com/x.json": schemas are read from the chart alone',
    );
    expect(validateSchema('{"$ref":"file:///etc/passwd"}', {})).toContain('schemas are read from the chart alone');
  });

  it.each([300, 3000, 100_000])('ends for schemas and values that nest %d deep', (depth) => {
    const schema = `${'{"additionalProperties":'.repeat(depth)}true${'}'.repeat(depth)}`;
    expect(validateSchema(schema, nested(depth))).toContain('deep');
    expect(validateSchema('{"additionalProperties":{"$ref":"#"}}', nested(depth))).toContain('deep');
  });
});

function nested(depth: number): Json {
  let value: Json = {};
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}
