import { onTestFinished } from 'vitest';
import { seededRandom, silentLogger } from '../../src/base/index.ts';
import { type ClusterConfig, type ConnectOptions, connectCluster, type KubeConnection } from '../../src/kube/index.ts';
import { CountedMetrics } from './counted-metrics.ts';
import { InstantClock } from './instant-clock.ts';
import { FaultServer } from './kube-fault-server.ts';

/** A faulty server with a connection to it; both end with the test. */
export interface FaultyCluster extends KubeConnection {
  readonly server: FaultServer;
  readonly clock: InstantClock;
  readonly metrics: CountedMetrics;
}

/** Starts a faulty server and connects to it. Waits of the connection are over at once. */
export async function faultyCluster(
  options: {
    readonly tls?: Parameters<typeof FaultServer.start>[0];
    readonly config?: Partial<ClusterConfig>;
    readonly connect?: Partial<ConnectOptions>;
  } = {},
): Promise<FaultyCluster> {
  const server = await FaultServer.start(options.tls);
  const clock = new InstantClock();
  const metrics = new CountedMetrics();
  const config: ClusterConfig = {
    server: server.url,
    tls: { insecure: false },
    credential: { kind: 'none' },
    namespace: '',
    disableCompression: false,
    ...options.config,
  };
  const ports = { clock, metrics, random: seededRandom(1), logger: silentLogger, environment: {} };
  const connection = connectCluster(config, { ...ports, ...options.connect });
  onTestFinished(async () => {
    await connection.close();
    await server.halt();
  });
  return { ...connection, server, clock, metrics };
}
