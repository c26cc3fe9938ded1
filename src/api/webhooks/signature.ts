import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../base/index.ts';

/** Whether `given` is the hexadecimal HMAC-SHA256 of `body`; takes the same time whether or not it is. */
export function isSigned(body: Uint8Array, secret: Secret, given: string | undefined): boolean {
  const expected = createHmac('sha256', secret.reveal()).update(body).digest();
  const bytes = Buffer.from((given ?? '').replace(/^sha256=/, ''), 'hex');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** Whether two texts are equal; takes the same time for texts of one length. */
export function isSameToken(secret: Secret, given: string | undefined): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'slipway').update(text).digest();
  return timingSafeEqual(digest(secret.reveal()), digest(given ?? ''));
}
