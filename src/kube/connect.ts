import type { Clock, Logger, Metrics, Random } from '../base/index.ts';
import { pluginRunner, type RunPlugin } from './auth/index.ts';
import type { StreamingKubeClient } from './client.ts';
import { HttpKubeClient } from './client/index.ts';
import type { ClusterConfig, Environment } from './config/index.ts';
import { CachedDiscovery } from './discovery/index.ts';
import { openTransport, type TransportOptions } from './transport/index.ts';

/** What a connection needs from its process; the rest is tuning (see TransportOptions). */
export interface ConnectOptions extends Omit<TransportOptions, 'runPlugin'> {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly environment: Environment;
  /** How exec plugins run; as child processes where absent. */
  readonly runPlugin?: RunPlugin;
}

/** The connections to one cluster, and the client over them. */
export interface KubeConnection extends AsyncDisposable {
  readonly config: ClusterConfig;
  readonly client: StreamingKubeClient;
  /** Ends watches and streams, lets requests under way finish, and closes every connection. */
  close(): Promise<void>;
}

/**
 * Connects to the cluster of `config`. Nothing is sent yet: a cluster that is away shows at the first request.
 *
 *     await using cluster = connectCluster(await loadClusterConfig({ environment: process.env, home: homedir() }), ports);
 *     const pods = await cluster.client.list(await cluster.client.discovery.find({ group: '', kind: 'Pod' }));
 */
export function connectCluster(config: ClusterConfig, options: ConnectOptions): KubeConnection {
  const runPlugin = options.runPlugin ?? pluginRunner({ environment: options.environment, clock: options.clock });
  const transport = openTransport(config, { ...options, runPlugin });
  const client = new HttpKubeClient(transport, new CachedDiscovery(transport, options), config.identity);
  const close = (): Promise<void> => transport.close();
  return { config, client, close, [Symbol.asyncDispose]: close };
}
