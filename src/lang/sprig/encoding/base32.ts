import { GoFailure } from '../../gotemplate/index.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, padded. */
export function encodeBase32(bytes: string): string {
  let encoded = '';
  let bits = 0;
  let held = 0;
  for (const byte of Buffer.from(bytes, 'latin1')) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) encoded += alphabet[(held >> (bits - 5)) & 31] ?? '';
  }
  if (bits > 0) encoded += alphabet[(held << (5 - bits)) & 31] ?? '';
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=');
}

/** @throws GoFailure as encoding/base32's CorruptInputError says it, line ends aside */
export function decodeBase32(text: string): string {
  const encoded = text.replaceAll(/[\r\n]/g, '');
  const data = encoded.replace(/=+$/, '');
  const padding = encoded.length - data.length;
  const bad = Array.from(data).findIndex((letter) => !alphabet.includes(letter));
  if (bad !== -1) throw corrupt(bad);
  const isWhole = encoded.length % 8 === 0;
  if (!isWhole) throw corrupt(padding > 0 ? encoded.length : encoded.length - (encoded.length % 8));
  if (![0, 1, 3, 4, 6].includes(padding)) throw corrupt(data.length);
  let decoded = '';
  let bits = 0;
  let held = 0;
  for (const letter of data) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 0xff);
  }
  return decoded;
}

function corrupt(offset: number): GoFailure {
  return new GoFailure(`illegal base32 data at input byte ${offset}`);
}
