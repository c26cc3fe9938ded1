import { type Clock, Secret } from '../../base/index.ts';
import type { PemSource, TlsConfig } from '../config/index.ts';
import type { CertificatePair } from './authenticator.ts';
import { WatchedFile } from './watched-file.ts';

/** The client certificate of a connection; one that lies in files follows them. */
export class CertificateSource {
  readonly #certificate: Pem;
  readonly #key: Pem;
  #pair: CertificatePair | undefined;

  constructor(source: NonNullable<TlsConfig['clientCertificate']>, clock: Clock) {
    this.#certificate = new Pem(source.certificate, clock);
    this.#key = new Pem(source.key, clock);
  }

  /** The pair of now: the same object until it changes. Throws KubeError `config` where a file cannot be read. */
  async current(): Promise<CertificatePair> {
    const certificate = await this.#certificate.read();
    const key = await this.#key.read();
    if (this.#pair?.certificate !== certificate || this.#pair.key.reveal() !== key) {
      this.#pair = { certificate, key: new Secret(key) };
    }
    return this.#pair;
  }

  /** Reads the files anew at the next call; false where there are none. */
  refused(): boolean {
    const certificate = this.#certificate.expire();
    return this.#key.expire() || certificate;
  }
}

/** PEM text of either origin. */
export class Pem {
  readonly #data: Secret | undefined;
  readonly #file: WatchedFile | undefined;

  constructor(source: PemSource, clock: Clock) {
    if (source.kind === 'data') this.#data = source.data;
    else this.#file = new WatchedFile(source.path, clock);
  }

  /** The text. Throws KubeError `config` where a file cannot be read. */
  async read(): Promise<string> {
    return this.#data?.reveal() ?? (await this.#file?.read()) ?? '';
  }

  /** Reads the file anew at the next call; false where there is none. */
  expire(): boolean {
    this.#file?.expire();
    return this.#file !== undefined;
  }
}
