import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFolderDigest } from './digest.ts';
import { noTotals } from './limits.ts';
import { decodeListing, encodeListing, shownEntry, type StoredEntry } from './listing.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'));
const digest = fc.stringMatching(/^[0-9a-f]{40}$/);
const entry: fc.Arbitrary<StoredEntry> = fc.oneof(
  fc.record({ kind: fc.constant('file' as const), name, digest, executable: fc.boolean(), size: fc.nat() }),
  fc.record({ kind: fc.constant('folder' as const), name, digest }),
  fc.record({ kind: fc.constant('symlink' as const), name, digest, target: name }),
  fc.record({ kind: fc.constant('submodule' as const), name, commit: digest }),
);
const totals = fc.record({ entries: fc.nat(), bytes: fc.nat(), depth: fc.nat(), pathBytes: fc.nat() });

describe('listings', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(entry), totals, (entries, sums) => {
        const listing = { entries, totals: sums };
        expect(decodeListing(encodeListing(listing))).toEqual(listing);
      }),
    );
  });

  it('are known for damaged wherever a byte is wrong or missing', () => {
    const bytes = encodeListing({
      entries: [
        { kind: 'file', name: 'a b', digest: 'a'.repeat(40), executable: false, size: 12 },
        { kind: 'symlink', name: 'l', digest: 'b'.repeat(40), target: 'a b' },
      ],
      totals: noTotals,
    });
    const headerEnd = bytes.indexOf(0x0a);
    for (let at = headerEnd + 1; at < bytes.byteLength; at += 1) {
      const wrong = Buffer.from(bytes);
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      expect(decodeListing(wrong)).toBeUndefined();
    }
    for (let length = 0; length < bytes.byteLength; length += 1) {
      expect(decodeListing(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  it.each(['', '\n', 'something else\n', 'slipway-folder-2 0 0 0 0 0 0\n'])('are not read from %j', (text) => {
    expect(decodeListing(Buffer.from(text))).toBeUndefined();
  });

  it('show a submodule as an empty folder', () => {
    expect(shownEntry({ kind: 'submodule', name: 'm', commit: 'c'.repeat(40) })).toEqual({
      kind: 'folder',
      name: 'm',
      digest: emptyFolderDigest,
    });
  });
});
