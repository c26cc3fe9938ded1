import { type Clock, type JsonObject, Secret, SingleFlight } from '../../base/index.ts';
import type { ClusterConfig, ExecPlugin } from '../config/index.ts';
import { KubeError } from '../error.ts';
import { untilAbort } from '../until-abort.ts';
import type { CertificatePair, Proof, ProofSource } from './authenticator.ts';
import { Pem } from './certificate-source.ts';
import { parseExecCredential } from './exec-credential.ts';

/** The port for running a plugin with `info` as KUBERNETES_EXEC_INFO: gives what it printed. Throws KubeError `config`. */
export type RunPlugin = (plugin: ExecPlugin, info: string) => Promise<string>;

/**
 * Asks an exec plugin for credentials, and keeps them until they expire or the server refuses them (client-go's
 * plugin/pkg/client/auth/exec). Requests that need credentials at the same time share one run.
 */
export class ExecSource implements ProofSource {
  readonly #plugin: ExecPlugin;
  readonly #config: ClusterConfig;
  readonly #run: RunPlugin;
  readonly #clock: Clock;
  readonly #ca: Pem | undefined;
  readonly #flight = new SingleFlight<Proof>();
  #known: { readonly proof: Proof; readonly expiresAt: number } | undefined;

  constructor(plugin: ExecPlugin, config: ClusterConfig, run: RunPlugin, clock: Clock) {
    this.#plugin = plugin;
    this.#config = config;
    this.#run = run;
    this.#clock = clock;
    this.#ca = config.tls.ca && new Pem(config.tls.ca, clock);
  }

  current(signal?: AbortSignal): Promise<Proof> {
    if (this.#known !== undefined && this.#clock.now() < this.#known.expiresAt)
      return Promise.resolve(this.#known.proof);
    return untilAbort(
      this.#flight.run('', () => this.#ask()),
      signal,
    );
  }

  refused(proof: Proof): boolean {
    if (this.#known?.proof === proof || this.#known?.proof.authorization === proof.authorization)
      this.#known = undefined;
    return true;
  }

  async #ask(): Promise<Proof> {
    if (this.#plugin.interactiveMode === 'Always') {
      throw new KubeError(
        'config',
        `the exec plugin ${this.#plugin.command} needs a terminal (interactiveMode: Always); use one that does not, or a token`,
        { object: this.#plugin.command },
      );
    }
    const output = await this.#run(this.#plugin, JSON.stringify(await this.#info()));
    const credential = parseExecCredential(output, this.#plugin);
    const { certificate, key, token } = credential;
    const pair: CertificatePair | undefined =
      certificate !== undefined && key !== undefined ? { certificate, key } : undefined;
    const proof: Proof = {
      ...(token !== undefined && { authorization: new Secret(`Bearer ${token.reveal()}`) }),
      ...(pair !== undefined && { certificate: this.#same(pair) }),
    };
    this.#known = { proof, expiresAt: credential.expiresAt ?? Number.POSITIVE_INFINITY };
    return proof;
  }

  /** Keeps the pair's object where nothing changed, so that connections need not be made anew. */
  #same(pair: CertificatePair): CertificatePair {
    const old = this.#known?.proof.certificate;
    return old?.certificate === pair.certificate && old.key.reveal() === pair.key.reveal() ? old : pair;
  }

  async #info(): Promise<JsonObject> {
    const spec: JsonObject = { interactive: false };
    if (this.#plugin.provideClusterInfo) {
      const { tls, server, proxyUrl } = this.#config;
      const ca = await this.#ca?.read();
      spec['cluster'] = {
        server,
        ...(tls.serverName !== undefined && { 'tls-server-name': tls.serverName }),
        ...(tls.insecure && { 'insecure-skip-tls-verify': true }),
        ...(ca !== undefined && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
        ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl.reveal() }),
        ...(this.#plugin.clusterExtension !== undefined && { config: this.#plugin.clusterExtension as JsonObject }),
      };
    }
    return { kind: 'ExecCredential', apiVersion: this.#plugin.apiVersion, spec };
  }
}
