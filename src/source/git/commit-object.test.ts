import { describe, expect, it } from 'vitest';
import { parseCommit } from './commit-object.ts';

const tree = 'b'.repeat(40);
const parse = (text: string) => parseCommit('c', Buffer.from(text));

describe('parseCommit', () => {
  it('reads who, when and why', () => {
    const text = `tree ${tree}\nparent ${'a'.repeat(40)}\nauthor Ada Lovelace <ada@example.org> 1700000000 +0100\ncommitter Bob <b@x> 1700000001 +0000\n\nadd engine\n\nIt runs.\n`;
    expect(parse(text)).toEqual({
      tree,
      info: {
        commit: 'c',
        author: 'Ada Lovelace',
        email: 'ada@example.org',
        date: 1_700_000_000_000,
        message: 'add engine\n\nIt runs.',
      },
    });
  });

  it('is not led astray by a signature or a message', () => {
    const signed = `tree ${tree}\nauthor A <a> 1 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n tree ${'0'.repeat(40)}\n author X <x> 2 +0000\n -----END-----\n\ntree of life\nauthor Z <z> 3 +0000`;
    expect(parse(signed)).toMatchObject({
      tree,
      info: { author: 'A', date: 1000, message: expect.stringMatching(/^tree of life/) as string },
    });
  });

  it.each([
    ['author  <> 5 +0000', { author: '', email: '', date: 5000 }],
    ['author Ä Ö <ä@ö> 5 -1130', { author: 'Ä Ö', email: 'ä@ö', date: 5000 }],
    ['author A <a> -5 +0000', { author: 'A', email: 'a', date: -5000 }],
    ['author nonsense', { author: '', email: '', date: 0 }],
    ['x y', { author: '', email: '', date: 0 }],
  ])('reads what it can of %j', (line, info) => {
    expect(parse(`tree ${tree}\n${line}\n\nm`)?.info).toMatchObject({ ...info, message: 'm' });
  });

  it.each(['', 'x', 'tree x\n\nm', `parent ${tree}\n\ntree ${tree}`])('%j names no tree', (text) => {
    expect(parse(text)).toBeUndefined();
  });
});
