import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Json, JsonObject } from '../../src/base/index.ts';
import { readYaml, toJson } from '../../src/yaml/index.ts';

/** A case of a YAML file of cases, one a document: its `title`, and what the tests of the file make of the rest. */
export interface YamlCase {
  readonly title: string;
  readonly values: JsonObject;
}

/** Reads a file of cases. @throws where it cannot be read whole, a case has no title, or two have the same */
export function readCases(file: string): YamlCase[] {
  const { documents, problems } = readYaml(readFileSync(file), { profile: 'go2', file: basename(file) });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const titles = new Set<string>();
  return documents.map(({ value, start }) => {
    const values = toJson(value) as JsonObject;
    const title = values['title'];
    if (typeof title !== 'string' || titles.has(title))
      throw new Error(`${file}:${start.line}: a case needs its title`);
    titles.add(title);
    return { title, values };
  });
}

/** A value at the place `path` (`spec.template.spec`) of an object that holds nothing else; the value itself for an empty path. */
export function wrapAt(path: string, value: Json): Json {
  if (path === '') return value;
  return path.split('.').reduceRight((inner: Json, name) => ({ [name]: inner }), value);
}
