import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { OriginReader, OriginWriter } from './table.ts';

const names = { files: ['a.yaml', 'b/c.yaml'], transformers: ['namePrefix', 'images'] };

describe('OriginWriter and OriginReader', () => {
  it('gives back what was added, backwards and far away too', () => {
    const writer = new OriginWriter();
    writer.add(1, 1);
    writer.add(2, 3);
    writer.add(900_000, 4);
    writer.add(7, 70_000, 1);
    writer.add(7, 1, 1, 2);
    writer.add(2 ** 30, 2 ** 30, 0, 1);
    const reader = new OriginReader({ bytes: writer.finish(), ...names });
    expect(reader.size).toBe(6);
    expect(Array.from({ length: reader.size }, (_, node) => reader.at(node))).toEqual([
      { file: 'a.yaml', line: 1, column: 1 },
      { file: 'a.yaml', line: 2, column: 3 },
      { file: 'a.yaml', line: 900_000, column: 4 },
      { file: 'b/c.yaml', line: 7, column: 70_000 },
      { file: 'b/c.yaml', line: 7, column: 1, transformer: 'images' },
      { file: 'a.yaml', line: 2 ** 30, column: 2 ** 30, transformer: 'namePrefix' },
    ]);
  });

  it('gives back random tables', () => {
    const random = seededRandom(1);
    const upTo = (limit: number) => Math.floor(random.float() * limit);
    const records = Array.from({ length: 5000 }, () => ({
      line: 1 + upTo(10 ** upTo(8)),
      column: 1 + upTo(300),
      file: upTo(2),
      transformer: upTo(3),
    }));
    const writer = new OriginWriter();
    for (const { line, column, file, transformer } of records) writer.add(line, column, file, transformer);
    const reader = new OriginReader({ bytes: writer.finish(), ...names });
    expect(reader.size).toBe(records.length);
    for (const [node, { line, column, file, transformer }] of records.entries()) {
      const by = names.transformers[transformer - 1];
      expect(reader.at(node)).toEqual({ file: names.files[file], line, column, ...(by && { transformer: by }) });
    }
  });

  it('takes two bytes for a node as a rule', () => {
    const writer = new OriginWriter();
    for (let line = 1; line <= 10_000; line += 1) writer.add(line, 1 + (line % 40));
    expect(writer.finish().length).toBe(20_000);
  });

  it('knows nothing of nodes beyond the table', () => {
    const writer = new OriginWriter();
    writer.add(1, 1);
    const reader = new OriginReader({ bytes: writer.finish(), ...names });
    expect(() => reader.at(1)).toThrow(new RangeError('no origin is recorded for node 1'));
  });
});
