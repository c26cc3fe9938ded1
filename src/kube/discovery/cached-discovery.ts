import type { Clock, Logger } from '../../base/index.ts';
import { messageOf, SingleFlight } from '../../base/index.ts';
import type { ApiResource, Discovery } from '../resource.ts';
import type { Transport } from '../transport/index.ts';
import { untilAbort } from '../until-abort.ts';
import { type DiscoveryDocuments, readDiscovery } from './read-discovery.ts';

/** How often an unknown kind may make us ask again: kinds that do not exist are asked for by every reconcile of whoever uses them. */
const minRefreshMs = 10_000;

interface Known {
  readonly documents: DiscoveryDocuments;
  readonly all: readonly ApiResource[];
  /** By `group/kind`, preferred versions first. */
  readonly byKind: ReadonlyMap<string, readonly ApiResource[]>;
  readonly readAt: number;
}

/**
 * What an API server serves, kept in memory. It is asked again when a kind is looked for that is not known, at most every ten
 * seconds, and after `invalidate`; where the server's answer is unchanged that costs two small requests.
 */
export class CachedDiscovery implements Discovery {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #flight = new SingleFlight<Known>();
  #known: Known | undefined;
  #valid = false;

  constructor(transport: Transport, options: { readonly clock: Clock; readonly logger: Logger }) {
    this.#transport = transport;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  async find(
    kind: { group: string; kind: string; version?: string },
    signal?: AbortSignal,
  ): Promise<ApiResource | undefined> {
    let known = await this.#current(signal);
    const found = match(known, kind);
    if (found !== undefined || this.#clock.now() - known.readAt < minRefreshMs) return found;
    known = await this.#refresh(signal);
    return match(known, kind);
  }

  async all(signal?: AbortSignal): Promise<readonly ApiResource[]> {
    return (await this.#current(signal)).all;
  }

  invalidate(): void {
    this.#valid = false;
  }

  #current(signal: AbortSignal | undefined): Promise<Known> {
    return this.#valid && this.#known !== undefined ? Promise.resolve(this.#known) : this.#refresh(signal);
  }

  #refresh(signal: AbortSignal | undefined): Promise<Known> {
    return untilAbort(
      this.#flight.run('', () => this.#read()),
      signal,
    );
  }

  async #read(): Promise<Known> {
    // An invalidation that comes while the answer is under way must not be lost, so validity is claimed first.
    this.#valid = true;
    try {
      const documents = await readDiscovery(this.#transport, this.#known?.documents, (groupVersion, error) => {
        this.#logger.warn('an API group could not be discovered', { groupVersion, error: messageOf(error) });
      });
      this.#known = index(documents, this.#clock.now());
      return this.#known;
    } catch (error) {
      this.#valid = false;
      throw error;
    }
  }
}

function index(documents: DiscoveryDocuments, readAt: number): Known {
  const all = [...documents.core.resources, ...documents.groups.resources];
  const byKind = new Map<string, ApiResource[]>();
  for (const resource of all) {
    const key = `${resource.group}/${resource.kind}`;
    const known = byKind.get(key);
    if (known === undefined) byKind.set(key, [resource]);
    else known.push(resource);
  }
  return { documents, all, byKind, readAt };
}

function match(known: Known, kind: { group: string; kind: string; version?: string }): ApiResource | undefined {
  const candidates = known.byKind.get(`${kind.group}/${kind.kind}`) ?? [];
  if (kind.version === undefined) return candidates[0];
  return candidates.find((resource) => resource.version === kind.version);
}
