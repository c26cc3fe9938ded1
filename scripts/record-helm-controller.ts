/**
 * Records what the real helm-controller writes for the steps of `test/releases/helm-controller/scenario.ts`.
 *
 *     ORACLE=… ORACLE_BIN=… SLIPWAY_DATA=… bin/node scripts/record-helm-controller.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartServer } from '../test/support/chart-server.ts';
import { realCluster } from '../test/support/test-cluster.ts';
import { startFlux } from '../test/scenarios/upstream/flux.ts';
import { oraclePlaces, startOracle } from '../test/scenarios/upstream/oracle.ts';
import { eventsOf, look, type Point, prepare, steps, take } from '../test/releases/helm-controller/scenario.ts';

/** How long nothing may change before a point is taken. */
const quietMs = 25_000;

async function settled(seen: () => Promise<Point>): Promise<Point> {
  let text = '';
  let since = Date.now();
  for (;;) {
    const point = await seen();
    const now = JSON.stringify(point);
    if (now !== text) [text, since] = [now, Date.now()];
    else if (Date.now() - since > quietMs) return point;
    await new Promise((done) => setTimeout(done, 500));
  }
}

const places = oraclePlaces(process.env);
if ('missing' in places) throw new Error(`${places.missing} is not set`);
await using oracle = await startOracle(places);
await using _flux = await startFlux(places, oracle, ['helm-controller']);
await using server = await ChartServer.start();
await using cluster = await realCluster(oracle.kubeconfig);
await prepare(cluster, server);
const points: Point[] = [];
for (const step of steps) {
  await take(cluster, step);
  points.push(await settled(() => look(cluster)));
  process.stdout.write(`${step.title}\n`);
}
const recording = { steps: points, events: (await eventsOf(cluster)).map((event) => JSON.parse(event) as unknown) };
writeFileSync(
  join(import.meta.dirname, '../test/releases/helm-controller/recorded.json'),
  `${JSON.stringify(recording, null, 1)}\n`,
);
