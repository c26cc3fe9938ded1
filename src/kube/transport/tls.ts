import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { messageOf } from '../../base/index.ts';
import type { CertificatePair } from '../auth/index.ts';
import type { TlsConfig } from '../config/index.ts';
import { KubeError } from '../error.ts';

/** What a TLS connection is made with. */
export interface TlsOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
}

/**
 * The TLS options of a cluster. Authorities and keys are parsed once, into a context that all connections share. Without an authority
 * of its own a cluster is judged by Node's and by the machine's, as Go judges by the machine's. Throws KubeError `config` for PEM
 * that cannot be read.
 */
export function tlsOptions(
  tls: TlsConfig,
  pem: { readonly ca: string | undefined; readonly certificate: CertificatePair | undefined },
  server: string,
): TlsOptions {
  const { ca, certificate } = pem;
  try {
    return {
      secureContext: createSecureContext({
        ca: ca ?? (tls.insecure ? undefined : publicAuthorities()),
        ...(certificate !== undefined && { cert: certificate.certificate, key: certificate.key.reveal() }),
      }),
      rejectUnauthorized: !tls.insecure,
      ...(tls.serverName !== undefined && { servername: tls.serverName }),
    };
  } catch (error) {
    throw new KubeError('config', `the certificates for ${server} cannot be used: ${messageOf(error)}`, {
      object: server,
      cause: error,
    });
  }
}

function publicAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}
