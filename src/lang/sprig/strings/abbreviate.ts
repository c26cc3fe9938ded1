const ellipsis = '...';

/** `bytes` cut to `width` bytes, dots at the end; too narrow widths change nothing (sprig 3.3.0, abbrev). */
export function abbreviate(bytes: string, width: number): string {
  return width < 4 ? bytes : cut(bytes, 0, width);
}

/** The same with a left edge that must be seen: dots on either side (sprig 3.3.0, abbrevboth; goutils 1.1.1, AbbreviateFull). */
export function abbreviateBoth(bytes: string, left: number, right: number): string {
  return right < 4 || (left > 0 && right < 7) ? bytes : cut(bytes, left, right);
}

function cut(bytes: string, edge: number, width: number): string {
  if (bytes.length <= width) return bytes;
  const room = width - ellipsis.length;
  const offset = Math.min(edge, bytes.length, Math.max(0, bytes.length - room));
  if (offset <= 4) return bytes.slice(0, room) + ellipsis;
  if (offset + room < bytes.length) return ellipsis + abbreviate(bytes.slice(offset), room);
  return ellipsis + bytes.slice(bytes.length - room);
}
