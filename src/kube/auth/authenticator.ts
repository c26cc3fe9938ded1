import type { Clock, Secret } from '../../base/index.ts';
import type { ClusterConfig } from '../config/index.ts';
import { CertificateSource } from './certificate-source.ts';
import { ExecSource, type RunPlugin } from './exec-source.ts';
import { basicSource, noneSource, TokenFileSource, tokenSource } from './simple-sources.ts';

/** A certificate and its key as PEM. The same pair is the same object, so that a change can be told by identity. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: Secret;
}

/** What proves, in one request, who we are. */
export interface Proof {
  /** The value of the Authorization header. */
  readonly authorization?: Secret | undefined;
  readonly certificate?: CertificatePair | undefined;
}

/** Where proofs come from. */
export interface ProofSource {
  /** The proof to send now. Throws KubeError `config` where none can be had. */
  current(signal?: AbortSignal): Promise<Proof>;
  /** Says that the server answered 401 to `proof`; true where the next `current` may give a better one. */
  refused(proof: Proof): boolean;
}

/** The proofs of a connection: its credential, with its client certificate where the credential brings none of its own. */
export function openAuthenticator(
  config: ClusterConfig,
  options: { readonly clock: Clock; readonly runPlugin: RunPlugin },
): ProofSource {
  const source = sourceOf(config, options);
  const { clientCertificate } = config.tls;
  if (clientCertificate === undefined) return source;
  const certificates = new CertificateSource(clientCertificate, options.clock);
  return {
    current: async (signal) => {
      const certificate = await certificates.current();
      return { certificate, ...(await source.current(signal)) };
    },
    refused: (proof) => {
      const renewable = certificates.refused();
      return source.refused(proof) || renewable;
    },
  };
}

function sourceOf(
  config: ClusterConfig,
  options: { readonly clock: Clock; readonly runPlugin: RunPlugin },
): ProofSource {
  const { credential } = config;
  switch (credential.kind) {
    case 'none':
      return noneSource;
    case 'token':
      return tokenSource(credential.token);
    case 'basic':
      return basicSource(credential.username, credential.password);
    case 'token-file':
      return new TokenFileSource(credential.path, credential.initial, options.clock);
    case 'exec':
      return new ExecSource(credential.plugin, config, options.runPlugin, options.clock);
    default:
      return credential satisfies never;
  }
}
