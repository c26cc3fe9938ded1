import { type Clock, Secret } from '../../base/index.ts';
import type { Proof, ProofSource } from './authenticator.ts';
import { WatchedFile } from './watched-file.ts';

/** Sends nothing: the server decides what anonymous requests may do, or a client certificate speaks. */
export const noneSource: ProofSource = { current: () => Promise.resolve({}), refused: () => false };

/** Sends one bearer token for ever. */
export function tokenSource(token: Secret): ProofSource {
  return constant(`Bearer ${token.reveal().trim()}`);
}

/** Sends a user name and a password. */
export function basicSource(username: string, password: Secret): ProofSource {
  return constant(`Basic ${Buffer.from(`${username}:${password.reveal()}`).toString('base64')}`);
}

function constant(authorization: string): ProofSource {
  const proof: Proof = { authorization: new Secret(authorization) };
  return { current: () => Promise.resolve(proof), refused: () => false };
}

/** Sends the bearer token of a file that is rotated under us, such as a pod's service account token. */
export class TokenFileSource implements ProofSource {
  readonly #file: WatchedFile;
  readonly #initial: Secret | undefined;
  #proof: { readonly token: string; readonly proof: Proof } | undefined;

  constructor(path: string, initial: Secret | undefined, clock: Clock) {
    this.#file = new WatchedFile(path, clock);
    this.#initial = initial;
  }

  async current(): Promise<Proof> {
    const token = await this.#read();
    if (this.#proof?.token !== token) {
      this.#proof = { token, proof: { authorization: new Secret(`Bearer ${token}`) } };
    }
    return this.#proof.proof;
  }

  refused(): boolean {
    this.#file.expire();
    return true;
  }

  async #read(): Promise<string> {
    try {
      const token = (await this.#file.read()).trim();
      if (token !== '' || this.#initial === undefined) return token;
    } catch (error) {
      if (this.#initial === undefined) throw error;
    }
    return this.#initial.reveal().trim();
  }
}
