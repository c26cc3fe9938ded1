import { crc32 } from 'node:zlib';
import type { TreeEntry } from '../tree.ts';
import { emptyFolderDigest } from './digest.ts';
import { type FolderTotals, noTotals } from './limits.ts';

/** An entry as the content store keeps it: what a tree shows, and where a Git submodule belongs, which a tree shows as an empty folder. */
export type StoredEntry = TreeEntry | { readonly kind: 'submodule'; readonly name: string; readonly commit: string };

/** One folder as it is stored. */
export interface Listing {
  readonly entries: readonly StoredEntry[];
  readonly totals: FolderTotals;
}

/** What stands for a folder without entries, which is nowhere stored. */
export const emptyListing: Listing = { entries: [], totals: noTotals };

const magic = 'slipway-folder-1';

/**
 * The bytes under which one folder is stored. One header line with the number of entries, the totals and a checksum, then for each entry
 * `<letter> <digest> <size> <name>` and, of a symbolic link, its target, each ended by NUL, which no name holds.
 */
export function encodeListing({ entries, totals }: Listing): Buffer {
  const body = Buffer.from(entries.map(encodeEntry).join(''));
  const sums = [totals.entries, totals.bytes, totals.depth, totals.pathBytes].join(' ');
  return Buffer.concat([Buffer.from(`${magic} ${crc32(body)} ${entries.length} ${sums}\n`), body]);
}

function encodeEntry(entry: StoredEntry): string {
  if (entry.kind === 'folder') return `d ${entry.digest} 0 ${entry.name}\0`;
  if (entry.kind === 'submodule') return `s ${entry.commit} 0 ${entry.name}\0`;
  if (entry.kind === 'symlink') return `l ${entry.digest} 0 ${entry.name}\0${entry.target}\0`;
  return `${entry.executable ? 'x' : 'f'} ${entry.digest} ${entry.size} ${entry.name}\0`;
}

/** Reads what `encodeListing` wrote; undefined where it is damaged or was cut short. */
export function decodeListing(bytes: Uint8Array): Listing | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf(0x0a);
  const [word, ...numbers] = buffer.toString('latin1', 0, Math.max(end, 0)).split(' ');
  const [checksum, count, ...sums] = numbers.map(Number);
  const [totalEntries = 0, totalBytes = 0, depth = 0, pathBytes = 0] = sums;
  const body = buffer.subarray(end + 1);
  if (word !== magic || checksum !== crc32(body)) return undefined;
  const fields = body.toString().split('\0');
  const entries: StoredEntry[] = [];
  for (let index = 0; index < fields.length - 1; index += 1) {
    const field = fields[index] ?? '';
    const [letter, digest = '', size = ''] = field.split(' ', 3);
    const name = field.slice(4 + digest.length + size.length);
    if (letter === 'l') index += 1;
    const entry = decodeEntry(letter, digest, Number(size), name, fields[index] ?? '');
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  if (entries.length !== count) return undefined;
  return { entries, totals: { entries: totalEntries, bytes: totalBytes, depth, pathBytes } };
}

function decodeEntry(
  letter: string | undefined,
  digest: string,
  size: number,
  name: string,
  target: string,
): StoredEntry | undefined {
  if (letter === 'f' || letter === 'x') return { kind: 'file', name, digest, executable: letter === 'x', size };
  if (letter === 'd') return { kind: 'folder', name, digest };
  if (letter === 'l') return { kind: 'symlink', name, digest, target };
  return letter === 's' ? { kind: 'submodule', name, commit: digest } : undefined;
}

/** What a tree shows of a stored entry. */
export function shownEntry(entry: StoredEntry): TreeEntry {
  return entry.kind === 'submodule' ? { kind: 'folder', name: entry.name, digest: emptyFolderDigest } : entry;
}
