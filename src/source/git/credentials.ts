import type { Secret } from '../../base/index.ts';
import type { HttpOptions } from '../http/index.ts';

/** How to sign in to a Git host. */
export type GitCredentials =
  | ({ readonly kind: 'none' } & HttpOptions)
  | ({ readonly kind: 'basic'; readonly username: string; readonly password: Secret } & HttpOptions)
  | ({ readonly kind: 'bearer'; readonly token: Secret } & HttpOptions)
  | {
      readonly kind: 'ssh';
      readonly privateKey: Secret;
      /** Lines as in ~/.ssh/known_hosts; a host that is not in them is refused. */
      readonly knownHosts: string;
      readonly passphrase?: Secret;
      /** Accepts any host key; Argo CD's `insecureIgnoreHostKey`. */
      readonly insecureIgnoreHostKey?: boolean;
    };
