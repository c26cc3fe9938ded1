import { STATUS_CODES } from 'node:http';
import { isJsonObject, type Json, jsonAt, textAt } from '../../base/index.ts';
import { SourceError, type SourceErrorCode } from '../error.ts';
import { type HttpReply, publicAddress } from '../http/index.ts';
import type { OciCredentials } from './credentials.ts';

/**
 * The error for an answer that is none, in the form of go-containerregistry v0.21 (transport/error.go): the request, then what the registry says
 * or the status.
 */
export function registryFailure(
  method: string,
  reply: HttpReply,
  body: Buffer,
  credentials: OciCredentials,
): SourceError {
  const object = publicAddress(reply.url);
  const { status } = reply;
  const said = errorsIn(body);
  const text = said === '' ? `unexpected status code ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd() : said;
  return new SourceError(codeOf(status), `${method} ${object}: ${text}${hintFor(status, credentials)}`, { object });
}

function codeOf(status: number): SourceErrorCode {
  if (status === 401 || status === 403) return 'unauthorized';
  return status === 404 || status === 410 ? 'not-found' : 'unreachable';
}

function hintFor(status: number, credentials: OciCredentials): string {
  if (status === 401 && credentials.kind === 'none') return ' (no credentials were given)';
  return '';
}

/** `CODE: message; detail` of each error in the body (distribution specification, error codes). */
function errorsIn(body: Buffer): string {
  if (body.byteLength > 64 * 1024) return '';
  try {
    const answer: Json = JSON.parse(body.toString('utf8'));
    const errors = jsonAt(answer, 'errors');
    if (!Array.isArray(errors)) return '';
    return errors
      .filter(isJsonObject)
      .map((error) => {
        const { detail } = error;
        const shown = detail === undefined || detail === null ? '' : `; ${detailText(detail)}`;
        return `${textAt(error, 'code')}: ${textAt(error, 'message')}${shown}`;
      })
      .join('; ')
      .slice(0, 1000);
  } catch {
    return '';
  }
}

/** As Go prints a value of any type: maps as `map[key:value]`, lists as `[a b]`. */
function detailText(detail: Json | undefined): string {
  if (Array.isArray(detail)) return `[${detail.map(detailText).join(' ')}]`;
  if (!isJsonObject(detail)) return String(detail);
  const members = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${members.map(([key, value]) => `${key}:${detailText(value)}`).join(' ')}]`;
}
