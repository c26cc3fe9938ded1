import type { SortKey } from './sort-entries.ts';

/** The key of the last row of a page, as a text that clients hand back. */
export function writeCursor(key: SortKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor back; undefined where it is none of ours. */
export function readCursor(text: string): SortKey | undefined {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== 3) return undefined;
    const [group, field, id] = key as unknown[];
    const isKey =
      typeof group === 'string' && typeof id === 'string' && (typeof field === 'string' || typeof field === 'number');
    return isKey ? [group, field, id] : undefined;
  } catch {
    return undefined;
  }
}
