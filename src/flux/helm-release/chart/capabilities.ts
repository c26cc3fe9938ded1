import { apiVersionOf, type Clock, textAt } from '../../../base/index.ts';
import type { KubeClient } from '../../../kube/index.ts';
import type { ChartCapabilities } from './charts.ts';

/** How long what a cluster serves is taken to stay, in ms. */
const keptMs = 60_000;

/** What clusters are and serve, for templates; asked anew each minute. */
export class Capabilities {
  readonly #clock: Clock;
  readonly #known = new WeakMap<
    KubeClient['discovery'],
    { readonly at: number; readonly capabilities: Promise<ChartCapabilities> }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws KubeError. */
  async of(client: KubeClient, signal: AbortSignal): Promise<ChartCapabilities> {
    const known = this.#known.get(client.discovery);
    const now = this.#clock.now();
    if (known !== undefined && now - known.at < keptMs) return await known.capabilities;
    const capabilities = ask(client, signal);
    this.#known.set(client.discovery, { at: now, capabilities });
    capabilities.catch(() => this.#known.delete(client.discovery));
    return await capabilities;
  }
}

async function ask(client: KubeClient, signal: AbortSignal): Promise<ChartCapabilities> {
  const version = await client.raw({ method: 'GET', path: '/version' }, { signal });
  const served = await client.discovery.all(signal);
  const names = new Set<string>();
  for (const resource of served) {
    names.add(apiVersionOf(resource));
    names.add(`${apiVersionOf(resource)}/${resource.kind}`);
  }
  return { kubeVersion: textAt(version, 'gitVersion'), apiVersions: [...names] };
}
