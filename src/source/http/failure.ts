import { messageOf } from '../../base/index.ts';
import { errorCode } from '../storage-error.ts';

/** What a failed connection means, and what to do about it. */
export function connectionFailure(error: unknown): { readonly code: 'timeout' | 'unreachable'; readonly text: string } {
  const code = errorCode(error) ?? '';
  const text = connectionFailures.find(({ codes }) => codes.test(code))?.text ?? messageOf(error);
  return { code: /TIMEOUT|ETIMEDOUT/.test(code) ? 'timeout' : 'unreachable', text };
}

const connectionFailures: readonly { readonly codes: RegExp; readonly text: string }[] = [
  { codes: /ENOTFOUND|EAI_AGAIN/, text: 'the name of the host cannot be resolved' },
  { codes: /ECONNREFUSED/, text: 'the connection is refused; is the port right and the server running?' },
  { codes: /EHOSTUNREACH|ENETUNREACH/, text: 'the host cannot be reached' },
  { codes: /ECONNRESET|EPIPE|UND_ERR_SOCKET/, text: 'the server closed the connection' },
  { codes: /TIMEOUT|ETIMEDOUT/, text: 'the host does not answer' },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS/,
    text: 'the certificate of the server is not trusted; give the certificate of its authority (caCertificate)',
  },
];
