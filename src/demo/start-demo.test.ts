import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonAt, silentLogger, systemClock, systemRandom } from '../base/index.ts';
import { untilHealthy } from './check-demo.ts';
import { type Demo, DemoError, type DemoOptions, startDemo } from './start-demo.ts';

describe('startDemo', () => {
  let dataDir: string;
  const signal = AbortSignal.timeout(60_000);

  const start = (changes: Partial<DemoOptions> = {}): Promise<Demo> =>
    startDemo(
      {
        dataDir,
        port: 0,
        kubePort: 0,
        environment: process.env,
        clock: systemClock,
        random: systemRandom,
        logger: silentLogger,
        ...changes,
      },
      signal,
    );

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'slipway-demo-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const cart = async ({ client }: Demo) => {
    const resource = await client.discovery.find({ group: 'apps', kind: 'Deployment' }, signal);
    return client.get({ resource: resource!, namespace: 'shop', name: 'cart' }, { signal });
  };

  it('goes on from its data, at the address that the files in Git name', { timeout: 60_000 }, async () => {
    const first = await start({ gitPort: 0 });
    await untilHealthy(first, signal);
    const before = await cart(first);
    await first.close();

    const second = await start({ gitPort: 0 });
    try {
      expect(second.repository).toBe(first.repository);
      await untilHealthy(second, signal);
      expect((await cart(second)).metadata.uid).toBe(before.metadata.uid);
      expect(jsonAt(await cart(second), 'spec')).toEqual(jsonAt(before, 'spec'));
    } finally {
      await second.close();
    }

    const other = new URL(first.repository).port === '8486' ? 8487 : 8486;
    const refused = start({ gitPort: other });
    await expect(refused).rejects.toThrow(DemoError);
    await expect(refused).rejects.toThrow(/leave --git-port away, or start on other data with --data-dir$/);
  });
});
