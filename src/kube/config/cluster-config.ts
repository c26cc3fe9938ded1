import type { Secret } from '../../base/index.ts';
import type { Identity } from '../client.ts';

/** PEM text, or the file that holds it. Files are read again while the connection lives, so that rotation needs no restart. */
export type PemSource =
  | { readonly kind: 'data'; readonly data: Secret }
  | { readonly kind: 'file'; readonly path: string };

/** How a server's certificate is judged, and what is shown to it. */
export interface TlsConfig {
  /** Takes any certificate. Never together with `ca`: client-go refuses that too. */
  readonly insecure: boolean;
  /** The authorities that count; absent, those of Node and of the machine. */
  readonly ca?: PemSource | undefined;
  /** The name in the server's certificate, where it is not the host of the address. */
  readonly serverName?: string | undefined;
  readonly clientCertificate?: { readonly certificate: PemSource; readonly key: PemSource } | undefined;
}

/** A program that prints credentials (client.authentication.k8s.io, the `exec` section of a kubeconfig user). */
export interface ExecPlugin {
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  /** A name looked up in PATH, or a path made absolute when the kubeconfig was read. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: Secret }[];
  /** What to tell a user who does not have the program. */
  readonly installHint: string | undefined;
  /** Whether the program is told about the cluster in KUBERNETES_EXEC_INFO. */
  readonly provideClusterInfo: boolean;
  /** `Always` cannot work here, since nobody sits at a terminal, and is refused when the program would run. */
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** The cluster's `client.authentication.k8s.io/exec` extension, passed on as `spec.cluster.config`. */
  readonly clusterExtension?: unknown;
}

/** What proves who we are, besides a client certificate. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: Secret }
  /** A file that is read again every minute; `initial` holds until it can be read. */
  | { readonly kind: 'token-file'; readonly path: string; readonly initial?: Secret | undefined }
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'exec'; readonly plugin: ExecPlugin };

/**
 * How to reach one API server and as whom: what every kubeconfig, service account and cluster Secret comes down to. Plain data;
 * `openTransport` turns it into connections.
 */
export interface ClusterConfig {
  /** `https://host:port/base/path`, without a slash at the end. */
  readonly server: string;
  readonly tls: TlsConfig;
  readonly credential: Credential;
  /** Impersonated in every request that names no other identity. */
  readonly identity?: Identity | undefined;
  /** The namespace of whoever does not say one; empty where the source names none. */
  readonly namespace: string;
  /** `http://`, `https://` or `socks5://`; secret since it may hold a password. */
  readonly proxyUrl?: Secret | undefined;
  /** Never asks for compressed answers (kubeconfig `disable-compression`). */
  readonly disableCompression: boolean;
}
