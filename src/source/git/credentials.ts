import type { Secret } from '../../base/index.ts';

/** The way to an HTTP host. */
export interface GitHttpOptions {
  /** PEM certificates of authorities to trust besides the public ones. */
  readonly caCertificate?: string;
  /** A PEM certificate to show, with its key. */
  readonly clientCertificate?: { readonly certificate: string; readonly privateKey: Secret };
  /** Accepts any certificate; Argo CD's `insecure`. */
  readonly insecureSkipTlsVerify?: boolean;
  readonly proxy?: GitProxy;
}

/** A proxy between us and the host: `http://`, `https://` or `socks5://`. */
export interface GitProxy {
  readonly address: string;
  readonly username?: string;
  readonly password?: Secret;
}

/** How to sign in to a Git host. */
export type GitCredentials =
  | ({ readonly kind: 'none' } & GitHttpOptions)
  | ({ readonly kind: 'basic'; readonly username: string; readonly password: Secret } & GitHttpOptions)
  | ({ readonly kind: 'bearer'; readonly token: Secret } & GitHttpOptions)
  | {
      readonly kind: 'ssh';
      readonly privateKey: Secret;
      /** Lines as in ~/.ssh/known_hosts; a host that is not in them is refused. */
      readonly knownHosts: string;
      readonly passphrase?: Secret;
      /** Accepts any host key; Argo CD's `insecureIgnoreHostKey`. */
      readonly insecureIgnoreHostKey?: boolean;
    };
