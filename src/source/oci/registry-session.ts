import type { Clock, Secret } from '../../base/index.ts';
import { SourceError } from '../error.ts';
import { dropBody, type HttpClient, type HttpReply, readBody } from '../http/index.ts';
import type { OciAddress } from './address.ts';
import { type Challenge, readChallenges } from './challenge.ts';
import type { OciCredentials } from './credentials.ts';
import { registryFailure } from './failure.ts';
import { basicOf, bearerOf, type RegistryToken, requestToken } from './token.ts';

/** What a session needs. */
export interface RegistrySessionOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly address: OciAddress;
  readonly credentials: OciCredentials;
}

/** One request to the registry. */
export interface RegistryRequest {
  readonly method?: 'GET' | 'HEAD';
  /** From `/v2/` on, or a whole address on the registry. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Where a registry answers, and how it wants us to sign in. */
interface Greeting {
  readonly base: string;
  readonly challenges: readonly Challenge[];
}

const maxErrorBytes = 64 * 1024;

/**
 * Talks to one repository of a registry: finds out how it is reached and how to sign in (`/v2/`), gets tokens, and gets new ones when they
 * are refused. Throws SourceError.
 */
export class RegistrySession {
  readonly #options: RegistrySessionOptions;
  #greeting: Promise<Greeting> | undefined;
  #token: RegistryToken | undefined;

  constructor(options: RegistrySessionOptions) {
    this.#options = options;
  }

  /** Sends a request; statuses below 400 are answers, all others SourceErrors. */
  async send(sent: RegistryRequest): Promise<HttpReply> {
    const { method = 'GET', path, headers, signal } = sent;
    const { http, credentials } = this.#options;
    const greeting = await this.#greet(signal);
    const url = new URL(path, greeting.base);
    for (let attempt = 0; ; attempt += 1) {
      const authorization = url.origin === greeting.base ? await this.#authorization(greeting, signal) : undefined;
      const reply = await http.send({
        url: url.href,
        method,
        http: credentials,
        authorization,
        signal,
        ...(headers === undefined ? {} : { headers }),
      });
      if (reply.status < 400) return reply;
      if (reply.status === 401 && attempt === 0 && this.#token !== undefined) {
        dropBody(reply.body);
        this.#token = undefined;
        continue;
      }
      const body =
        method === 'HEAD' ? Buffer.alloc(0) : await readBody(reply, maxErrorBytes).catch(() => Buffer.alloc(0));
      dropBody(reply.body);
      throw registryFailure(method, reply, body, credentials);
    }
  }

  #greet(signal: AbortSignal | undefined): Promise<Greeting> {
    const known = this.#greeting;
    if (known !== undefined) return known;
    const asked = this.#ask(signal);
    this.#greeting = asked;
    asked.catch(() => {
      if (this.#greeting === asked) this.#greeting = undefined;
    });
    return asked;
  }

  /** Over TLS first; in plain HTTP where that is allowed and nothing answers over TLS (go-containerregistry v0.21, transport/ping.go). */
  async #ask(signal: AbortSignal | undefined): Promise<Greeting> {
    const { address, credentials } = this.#options;
    const plain = address.isLocal || credentials.insecureHttp === true;
    try {
      return await this.#ping(`https://${address.registry}`, signal);
    } catch (error) {
      if (!plain || !(error instanceof SourceError) || error.code !== 'unreachable') throw error;
      return await this.#ping(`http://${address.registry}`, signal);
    }
  }

  async #ping(base: string, signal: AbortSignal | undefined): Promise<Greeting> {
    const { http, credentials } = this.#options;
    const reply = await http.send({ url: `${base}/v2/`, http: credentials, signal });
    const { origin } = new URL(base);
    if (reply.status === 401) {
      dropBody(reply.body);
      return { base: origin, challenges: readChallenges(reply.headers['www-authenticate'] ?? '') };
    }
    if (reply.status === 200) {
      dropBody(reply.body);
      return { base: origin, challenges: [] };
    }
    const body = await readBody(reply, maxErrorBytes).catch(() => Buffer.alloc(0));
    throw registryFailure('GET', reply, body, credentials);
  }

  async #authorization({ base, challenges }: Greeting, signal: AbortSignal | undefined): Promise<Secret | undefined> {
    const { http, clock, address, credentials } = this.#options;
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer === undefined) return basicOf(credentials);
    if (credentials.kind === 'registry-token') return bearerOf(credentials.token);
    if (this.#token !== undefined && this.#token.expiresAt > clock.now()) return this.#token.authorization;
    const plain = base.startsWith('http:');
    this.#token = await requestToken({ http, clock, address, credentials, challenge: bearer, plain, signal });
    return this.#token.authorization;
  }
}
