import { describe, expect, it } from 'vitest';
import { OriginWriter } from '../origin/index.ts';
import type { RenderedObject } from '../render-kind.ts';
import { packResult, unpackResult } from './result-bytes.ts';

/** An object whose name came from one file and was changed by a transformer of another. */
function rendered(name: string, files: string[], transformers: string[] = []): RenderedObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const origins = new OriginWriter();
  origins.add(1, 1);
  origins.add(1, 13);
  origins.add(2, 7);
  origins.add(3, 1);
  origins.add(4, 9, files.length - 1, transformers.length);
  return { json: Buffer.from(JSON.stringify(object)), origins: { bytes: origins.finish(), files, transformers } };
}

const problem = { code: 'a', message: 'ümläut 😀', file: 'x.yaml', line: 1, column: 2, object: 'A/b' };
const reads = [
  { kind: 'file', path: 'a.yaml', digest: '1234' },
  { kind: 'missing', path: 'b.yaml', digest: '' },
] as const;

describe('packResult and unpackResult', () => {
  it('give back a result', () => {
    const objects = [
      rendered('a', ['a.yaml']),
      rendered('größer', ['a.yaml', 'overlay/kustomization.yaml'], ['namePrefix', 'images']),
      rendered('c', ['overlay/kustomization.yaml']),
    ];
    const result = unpackResult(
      packResult({ objects, problems: [problem], warnings: [{ code: 'w', message: '' }] }, reads),
    );
    expect(result.problems).toEqual([problem]);
    expect(result.warnings).toEqual([{ code: 'w', message: '' }]);
    expect(result.reads).toEqual(reads);
    expect(result.manifests.map(({ object }) => object.metadata.name)).toEqual(['a', 'größer', 'c']);
    expect(result.manifests.map((manifest) => manifest.originOf(['metadata', 'name']))).toEqual([
      { file: 'a.yaml', line: 4, column: 9 },
      { file: 'overlay/kustomization.yaml', line: 4, column: 9, transformer: 'images' },
      { file: 'overlay/kustomization.yaml', line: 4, column: 9 },
    ]);
    expect(result.manifests.map(({ origin }) => origin.file)).toEqual([
      'a.yaml',
      'a.yaml',
      'overlay/kustomization.yaml',
    ]);
  });

  it('give back an empty result', () => {
    const result = unpackResult(packResult({ objects: [], problems: [], warnings: [] }, []));
    expect(result).toMatchObject({ manifests: [], problems: [], warnings: [], reads: [] });
  });

  it('work where the bytes are part of a larger buffer', () => {
    const bytes = packResult({ objects: [rendered('a', ['a.yaml'])], problems: [], warnings: [] }, reads);
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 7);
    const result = unpackResult(larger.subarray(7, 7 + bytes.length));
    expect(result.manifests[0]?.object.kind).toBe('ConfigMap');
    expect(result.manifests[0]?.origin).toEqual({ file: 'a.yaml', line: 1, column: 1 });
  });

  it('name the objects, and nothing else, by the digest', () => {
    const digestOf = (objects: RenderedObject[], files: typeof reads | [] = reads) =>
      unpackResult(packResult({ objects, problems: [], warnings: [] }, files)).digest;
    const one = digestOf([rendered('a', ['a.yaml'])]);
    expect(digestOf([rendered('a', ['elsewhere.yaml'], ['images'])], [])).toBe(one);
    expect(digestOf([rendered('b', ['a.yaml'])])).not.toBe(one);
    expect(digestOf([rendered('a', ['a.yaml']), rendered('a', ['a.yaml'])])).not.toBe(one);
    expect(digestOf([rendered('a', ['a.yaml']), rendered('b', ['a.yaml'])])).not.toBe(
      digestOf([rendered('b', ['a.yaml']), rendered('a', ['a.yaml'])]),
    );
  });

  it('parse each object once, and anew for each result', () => {
    const bytes = packResult({ objects: [rendered('a', ['a.yaml'])], problems: [], warnings: [] }, reads);
    const [first, second] = [unpackResult(bytes), unpackResult(bytes)];
    expect(first.manifests[0]!.object).toBe(first.manifests[0]!.object);
    expect(first.manifests[0]!.object).not.toBe(second.manifests[0]!.object);
  });
});
