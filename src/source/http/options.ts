import type { Secret } from '../../base/index.ts';

/** The way to an HTTP host. */
export interface HttpOptions {
  /** PEM certificates of authorities to trust besides the public ones. */
  readonly caCertificate?: string;
  /** A PEM certificate to show, with its key. */
  readonly clientCertificate?: { readonly certificate: string; readonly privateKey: Secret };
  /** Accepts any certificate; Argo CD's `insecure`. */
  readonly insecureSkipTlsVerify?: boolean;
  readonly proxy?: HttpProxy;
}

/** A proxy between us and the host: `http://`, `https://` or `socks5://`. */
export interface HttpProxy {
  readonly address: string;
  readonly username?: string;
  readonly password?: Secret;
}

/** Proxies for all connections that name none: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY mean elsewhere. */
export interface ProxyEnvironment {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}
