/** A block of PEM. */
export interface PemBlock {
  /** Such as `RSA PRIVATE KEY`. */
  readonly type: string;
  readonly bytes: Buffer;
}

const form = /-----BEGIN ([^\n-]*)-----[ \t\r]*\n([\s\S]*?)-----END \1-----/;

/** The first block of a text; undefined where there is none (encoding/pem, Decode). */
export function decodePem(text: string): PemBlock | undefined {
  const [, type, body] = form.exec(text) ?? [];
  if (type === undefined || body === undefined) return undefined;
  const data = body.includes(':') ? body.replace(/^[\s\S]*?\r?\n\r?\n/, '') : body;
  const encoded = data.replaceAll(/[ \t\r\n]/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(encoded) ? { type, bytes: Buffer.from(encoded, 'base64') } : undefined;
}

/** A block as text, 64 letters a line. */
export function encodePem({ type, bytes }: PemBlock): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}
