import { messageOf } from '../../base/index.ts';
import { KubeError, type KubeErrorCode } from '../error.ts';

/** A failure on the way: no answer came, or not all of it. */
export class NetworkError extends KubeError {
  /** Whether the request may have reached the server. */
  readonly sent: boolean;

  constructor(code: KubeErrorCode, message: string, options: { sent: boolean; object: string; cause?: unknown }) {
    super(code, message, options);
    this.sent = options.sent;
  }
}

/** An answer that is larger than the limit: a smaller page may fit. */
export class TooLargeError extends KubeError {}

/** Codes of Node's TLS for a certificate that is not accepted, whichever side's. */
const certificateProblem =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|INVALID_CA|HOSTNAME_MISMATCH|ERR_OSSL_(?:PEM|X509|RSA|EVP|ASN1)|ERR_SSL_(?:TLSV1_ALERT|TLSV13_ALERT|SSLV3_ALERT))/;

/** What undici or Node threw, as a KubeError that says what to do. `sent` says whether the request had gone out. */
export function networkError(
  thrown: unknown,
  context: { readonly server: string; readonly object: string; sent: boolean },
): KubeError {
  if (thrown instanceof KubeError) return thrown;
  const { server, object, sent } = context;
  const code = codeOf(thrown);
  const reason = reasonOf(thrown);
  const fail = (kind: KubeErrorCode, message: string): NetworkError =>
    new NetworkError(kind, message, { sent, object, cause: thrown });
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new TooLargeError('server-error', `${server} answered too much: ${reason}`, { object, cause: thrown });
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return fail('timeout', `${server} did not answer in time`);
  if (code === 'UND_ERR_BODY_TIMEOUT') return fail('timeout', `${server} stopped in the middle of an answer`);
  if (code === 'UND_ERR_CONNECT_TIMEOUT')
    return fail('unavailable', `${server} cannot be reached: the connection timed out`);
  if (certificateProblem.test(code)) {
    return fail(
      'config',
      `the TLS connection to ${server} was refused: ${reason}; check certificate-authority-data, tls-server-name and the client certificate`,
    );
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return fail('config', `${server} does not speak TLS: ${reason}; check the scheme of the server's address`);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return fail('unavailable', `the host of ${server} cannot be resolved: ${reason}`);
  if (code === 'UND_ERR_INVALID_ARG')
    return new KubeError('bad-request', `the request is not valid: ${reason}`, { object, cause: thrown });
  if (!sent) return fail('unavailable', `${server} cannot be reached: ${reason}`);
  return fail('unavailable', `the connection to ${server} was lost: ${reason}`);
}

/** Of several addresses that were tried Node throws an AggregateError without a message: the first reason stands for all. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') return messageOf(thrown.errors[0]);
  return messageOf(thrown);
}

function codeOf(thrown: unknown): string {
  const error = thrown instanceof AggregateError && !('code' in thrown) ? (thrown.errors[0] as unknown) : thrown;
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
