import type { Identity } from '../client.ts';
import { KubeError } from '../error.ts';

/** The headers that make the API server take a request as one of `identity` (client-go's transport.ImpersonationConfig). */
export function impersonationHeaders(
  identity: Identity | undefined,
): Readonly<Record<string, string | readonly string[]>> {
  if (identity === undefined) return {};
  if (identity.user === '') {
    throw new KubeError('config', 'an identity to impersonate has no user name; groups alone cannot be impersonated');
  }
  const headers: Record<string, string | readonly string[]> = { 'Impersonate-User': headerValue(identity.user) };
  if (identity.groups !== undefined && identity.groups.length > 0) {
    headers['Impersonate-Group'] = identity.groups.map(headerValue);
  }
  if (identity.uid !== undefined) headers['Impersonate-Uid'] = headerValue(identity.uid);
  for (const [key, values] of Object.entries(identity.extra ?? {})) {
    headers[`Impersonate-Extra-${escapeKey(key)}`] = values.map(headerValue);
  }
  return headers;
}

/** Header values are bytes: UTF-8, written as the Latin-1 text that stands for them. A line break would begin another header. */
function headerValue(text: string): string {
  if (/\p{Cc}/u.test(text)) {
    throw new KubeError(
      'config',
      `the identity ${JSON.stringify(text)} holds control characters and cannot be impersonated`,
    );
  }
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Keys stand in the header's name: what may not stand there is percent-encoded, as the API server decodes it. */
function escapeKey(key: string): string {
  return key.replace(/[^A-Za-z0-9!#$&'*+.^_`|~-]/gu, (character) => encodeURIComponent(character));
}
