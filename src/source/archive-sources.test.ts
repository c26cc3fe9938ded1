import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ChartServer } from '../../test/support/chart-server.ts';
import { ManualClock, systemRandom } from '../base/index.ts';
import { createArchiveSources } from './archive-sources.ts';

it('keeps no more archives than it may, those used last, once they had their time', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'slipway-sources-'));
  const clock = new ManualClock(Date.now());
  await using server = await ChartServer.start();
  const options = { cacheDir, clock, random: systemRandom, maxArchiveBytes: 500 };
  const sources = createArchiveSources(options);
  onTestFinished(async () => {
    await sources.close();
    await rm(cacheDir, { recursive: true, force: true });
  });
  const charts = sources.charts.open(server.url);
  const pull = async (version: string): Promise<void> => {
    await charts.pull(await charts.resolve({ name: 'app', version }, { maxAgeMs: 60 * 60_000 }));
  };
  const downloads = (version: string): number =>
    server.requests.filter((line) => line === `GET /app-${version}.tgz 200`).length;
  for (const version of ['1.0.0', '2.0.0', '3.0.0', '4.0.0']) await server.publish('app', version);
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await pull(version);
  await pull('1.0.0');
  expect(downloads('1.0.0')).toBe(1);
  await clock.advance(20 * 60_000);
  await pull('3.0.0');
  await pull('4.0.0');
  await pull('3.0.0');
  await pull('1.0.0');
  const { archive, digest } = await charts.pull(
    await charts.resolve({ name: 'app', version: '1.0.0' }, { maxAgeMs: 60 * 60_000 }),
  );
  expect((await sources.open(archive, { kind: 'chart', object: 'app' })).digest).toBe(digest);
  expect([downloads('3.0.0'), downloads('1.0.0')]).toEqual([1, 2]);
});
