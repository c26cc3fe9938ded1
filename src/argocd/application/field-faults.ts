import { isJsonObject, type Json, jsonAt, type Problem } from '../../base/index.ts';

/** What a field is to hold. */
export type Expected = 'text' | 'boolean' | 'number' | 'object' | 'list' | 'texts' | 'map of texts';

/** Fields of `value` that hold something else than they should, each with what it should be. What stands below one is not told too. */
export function fieldFaults(value: Json, expected: Readonly<Record<string, Expected>>, at = ''): Problem[] {
  const faulty: string[] = [];
  return Object.entries(expected).flatMap(([field, kind]) => {
    const found = jsonAt(value, ...field.split('.'));
    if (found === undefined || found === null || is[kind](found)) return [];
    if (faulty.some((above) => field.startsWith(`${above}.`))) return [];
    faulty.push(field);
    const message = `${at}${field}: must be ${names[kind]}, and is ${describe(found)}`;
    return [{ code: 'invalid-spec', message }];
  });
}

const is: Readonly<Record<Expected, (value: Json) => boolean>> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  object: isJsonObject,
  list: (value) => Array.isArray(value) && value.every(isJsonObject),
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  'map of texts': (value) => isJsonObject(value) && Object.values(value).every((item) => typeof item === 'string'),
};

const names: Readonly<Record<Expected, string>> = {
  text: 'text',
  boolean: 'true or false',
  number: 'a number',
  object: 'an object',
  list: 'a list of objects',
  texts: 'a list of texts',
  'map of texts': 'an object of texts',
};

function describe(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return isJsonObject(value) ? 'an object' : String(value);
}
