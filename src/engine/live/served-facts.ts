import { type Clock, textAt } from '../../base/index.ts';
import type { KubeClient } from '../../kube/index.ts';
import type { ClusterFacts } from '../delivery.ts';

/** A cluster is upgraded seldom. */
const freshMs = 600_000;

/** What a cluster serves, asked for at most every ten minutes. */
export class ServedFacts {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  #known: { readonly at: number; readonly facts: ClusterFacts } | undefined;

  constructor(client: KubeClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Throws KubeError. */
  async get(signal: AbortSignal): Promise<ClusterFacts> {
    const known = this.#known;
    if (known !== undefined && this.#clock.now() - known.at < freshMs) return known.facts;
    const version = await this.#client.raw({ method: 'GET', path: '/version' }, { signal });
    const resources = await this.#client.discovery.all(signal);
    const apiVersions = new Set<string>();
    for (const { group, version: of, kind } of resources) {
      const groupVersion = group === '' ? of : `${group}/${of}`;
      apiVersions.add(groupVersion).add(`${groupVersion}/${kind}`);
    }
    const facts = { kubeVersion: textAt(version, 'gitVersion'), apiVersions: [...apiVersions].toSorted() };
    this.#known = { at: this.#clock.now(), facts };
    return facts;
  }
}
