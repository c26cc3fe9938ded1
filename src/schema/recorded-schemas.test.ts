import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/index.ts';
import { applyDefaults, emptySchemaSet, formatFieldError, prune, type StructuralSchema, validate } from './index.ts';

interface Case {
  readonly kind: 'create' | 'update' | 'prune' | 'default';
  readonly schema: StructuralSchema;
  readonly value: JsonObject;
  readonly old?: Json;
  readonly answer: { readonly errors?: string[]; readonly unknown?: string[]; readonly value?: Json };
}

const { about, cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/schemas.json'), 'utf8')) as {
  about: string;
  cases: Case[];
};

describe(about, () => {
  it.each(cases.map((each, index) => [`${index} ${each.kind}`, each] as const))('%s', (_, each) => {
    const { kind, schema, value, old, answer } = each;
    if (kind === 'prune') {
      expect(prune(value, schema, emptySchemaSet)).toEqual(answer.unknown);
      expect(value).toEqual(answer.value);
    } else if (kind === 'default') {
      applyDefaults(value, schema, emptySchemaSet);
      expect(value).toEqual(answer.value);
    } else {
      const errors = validate(value, schema, emptySchemaSet, old === undefined ? {} : { old });
      expect(errors.map(formatFieldError).sort()).toEqual(answer.errors!.sort());
    }
  });
});
