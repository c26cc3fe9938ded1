import { createCipheriv, createDecipheriv } from 'node:crypto';
import { GoFailure } from '../../gotemplate/index.ts';
import { decodeBase64 } from '../encoding/index.ts';
import type { RandomStream } from '../random/index.ts';

const blockSize = 16;

/** The first 32 bytes of a password, zeros behind it. */
function keyOf(password: string): Buffer {
  const key = Buffer.alloc(32);
  key.write(password, 'latin1');
  return key;
}

/** AES-256-CBC with a random IV in front, in base64; the empty text stays empty (sprig 3.3.0, encryptAES). */
export function encryptAes(password: string, text: string, stream: RandomStream): string {
  if (text === '') return '';
  const iv = stream.bytes(blockSize);
  const cipher = createCipheriv('aes-256-cbc', keyOf(password), iv);
  return Buffer.concat([iv, cipher.update(text, 'latin1'), cipher.final()]).toString('base64');
}

/** What encryptAes was given. A wrong password gives what it gives (sprig 3.3.0, decryptAES). @throws GoFailure as Go fails or panics */
export function decryptAes(password: string, encrypted: string): string {
  if (encrypted === '') return '';
  const bytes = Buffer.from(decodeBase64(encrypted), 'latin1');
  if (bytes.length < blockSize) {
    throw new GoFailure(
      `runtime error: slice bounds out of range [:${blockSize}] with capacity ${capacityOf(encrypted)}`,
    );
  }
  if (bytes.length % blockSize !== 0) throw new GoFailure('crypto/cipher: input not full blocks');
  const decipher = createDecipheriv('aes-256-cbc', keyOf(password), bytes.subarray(0, blockSize));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes.subarray(blockSize)), decipher.final()]).toString('latin1');
  if (padded === '') throw new GoFailure('runtime error: index out of range [-1]');
  const end = padded.length - padded.charCodeAt(padded.length - 1);
  if (end < 0) throw new GoFailure(`runtime error: slice bounds out of range [:${end}]`);
  return padded.slice(0, end);
}

/** What Go sets aside for decoded base64. */
function capacityOf(encoded: string): number {
  return (encoded.length / 4) * 3;
}
