import { describe, expect, it } from 'vitest';
import { readJson } from './json-reader.ts';
import { type DirectoryDialect, expandLists, isYamlObject, type LocatedObject } from './located-object.ts';

function located(text: string): LocatedObject[] {
  return readJson(text).documents.flatMap((document) =>
    isYamlObject(document.value) ? [{ value: document.value, document, path: [] }] : [],
  );
}

/** The names of what a text expands to, with the path of each in its document, and the problems. */
function expand(text: string, dialect: DirectoryDialect) {
  const { objects, problems } = expandLists(located(text), dialect);
  return {
    objects: objects.map(({ value, path }) =>
      `${(value['name'] as string) ?? (value['kind'] as string)} ${path.join('.')}`.trim(),
    ),
    problems: problems.map(({ message, line, column }) => `${line}:${column} ${message}`),
  };
}

describe('expandLists', () => {
  it.each<[string, string, DirectoryDialect, string[]]>([
    ['no list', '{"kind":"A","name":"a"}', 'argocd', ['a']],
    [
      'a List in place',
      '{"kind":"List","items":[{"name":"a"},{"name":"b"}]}{"name":"c"}',
      'argocd',
      ['a items.0', 'b items.1', 'c'],
    ],
    [
      'a List at the end',
      '{"kind":"List","items":[{"name":"a"},{"name":"b"}]}{"name":"c"}',
      'flux',
      ['c', 'a items.0', 'b items.1'],
    ],
    ['any kind with a list of items', '{"kind":"Basket","items":[{"name":"a"}]}', 'argocd', ['a items.0']],
    ['kinds that do not end in List', '{"kind":"Basket","items":[{"name":"a"}]}', 'flux', ['Basket']],
    ['kinds that end in List', '{"kind":"RoleList","items":[{"name":"a"}]}', 'flux', ['a items.0']],
    ['kinds that end in List without items', '{"kind":"AllowList","spec":{}}', 'flux', ['AllowList']],
    ['kinds that end in List without items', '{"kind":"AllowList","spec":{}}', 'argocd', ['AllowList']],
    ['an empty List', '{"kind":"List","items":[]}', 'argocd', []],
    ['an empty List', '{"kind":"List","items":[]}', 'flux', []],
    ['null for items', '{"kind":"RoleList","items":null}', 'argocd', []],
    ['null for items', '{"kind":"RoleList","items":null}', 'flux', []],
    ['null for items of what has a spec', '{"kind":"NotAList","items":null,"spec":{}}', 'argocd', ['NotAList']],
    ['null for items of what has a status', '{"kind":"NotAList","items":null,"status":null}', 'argocd', ['NotAList']],
    ['an object for items', '{"kind":"Basket","items":{}}', 'argocd', ['Basket']],
    [
      'a List in a List',
      '{"kind":"List","items":[{"kind":"List","items":[{"name":"a"}]},{"name":"b"}]}',
      'argocd',
      ['a items.0.items.0', 'b items.1'],
    ],
    [
      'a List in a List',
      '{"kind":"List","items":[{"kind":"List","items":[{"name":"a"}]},{"name":"b"}]}',
      'flux',
      ['b items.1', 'a items.0.items.0'],
    ],
  ])('expands %s: %s (%s)', (_, text, dialect, objects) => {
    expect(expand(text, dialect)).toEqual({ objects, problems: [] });
  });

  it('names items that are no objects, and keeps the others', () => {
    expect(expand('{"kind":"List",\n"items":[{"name":"a"},null,\n[],"x",7,true]}', 'argocd')).toEqual({
      objects: ['a items.0'],
      problems: [
        '2:23 items[1] must be an object, but is empty: remove it or complete it',
        '3:1 items[2] must be an object, but is a list: remove it or complete it',
        '3:4 items[3] must be an object, but is a text: remove it or complete it',
        '3:8 items[4] must be an object, but is the number 7: remove it or complete it',
        '3:10 items[5] must be an object, but is the boolean true: remove it or complete it',
      ],
    });
  });

  it('refuses items that are no list for Flux', () => {
    expect(expand('{"kind":"RoleList","items":{"a":1}}', 'flux')).toEqual({
      objects: [],
      problems: ['1:28 items must be a list of objects, but is an object'],
    });
  });
});
