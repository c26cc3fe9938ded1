import { hash } from 'node:crypto';

/** The lower-case hexadecimal sha256 of `data`; text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}
