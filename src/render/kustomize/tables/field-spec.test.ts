import { describe, expect, it } from 'vitest';
import { fieldTables, readDefaultFields } from './default-fields.ts';
import { fieldSpec, splitPath } from './field-spec.ts';

describe('a path', () => {
  it.each([
    ['a/b', ['a', 'b']],
    ['/a/b', ['a', 'b']],
    [String.raw`a/nginx.io\/b/c`, ['a', 'nginx.io/b', 'c']],
    [String.raw`a\/b\/c`, ['a/b/c']],
    ['a//b', ['a', '', 'b']],
    ['', ['']],
    ['/', ['']],
  ])('%s is split', (path, names) => {
    expect(splitPath(path)).toEqual(names);
  });

  it('says which of its fields are lists', () => {
    expect(fieldSpec({ path: 'spec/containers[]/image', kind: 'Pod' })).toEqual({
      group: '',
      version: '',
      kind: 'Pod',
      path: 'spec/containers[]/image',
      create: false,
      steps: [
        { name: 'spec', list: false },
        { name: 'containers', list: true },
        { name: 'image', list: false },
      ],
    });
  });
});

describe('the default fields', () => {
  it('are as many as upstream has', () => {
    const { tables, references } = readDefaultFields();
    expect(Object.fromEntries(fieldTables.map((name) => [name, tables[name].length]))).toEqual({
      namePrefix: 1,
      nameSuffix: 1,
      namespace: 3,
      commonLabels: 32,
      templateLabels: 10,
      commonAnnotations: 9,
      varReference: 72,
      images: 6,
      replicas: 4,
    });
    expect(references).toHaveLength(16);
    expect(references.flatMap(({ fields }) => fields)).toHaveLength(167);
  });

  it('keep what is escaped', () => {
    const specs = readDefaultFields().references.flatMap(({ fields }) => fields);
    const nginx = specs.find(({ path }) => path.includes('fastcgi'));
    expect(nginx?.steps.map(({ name }) => name)).toEqual([
      'metadata',
      'annotations',
      'nginx.ingress.kubernetes.io/fastcgi-params-configmap',
    ]);
    expect(nginx).toMatchObject({ kind: 'Ingress', create: false });
  });
});
