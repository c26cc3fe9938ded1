/** A byte string as the time package quotes it in its errors: all that is not printable ASCII byte by byte. */
export function quote(text: string): string {
  const escaped = text.replaceAll(/["\\]/g, String.raw`\$&`);
  return `"${escaped.replaceAll(/[^ -\x7f]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}
