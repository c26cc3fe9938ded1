import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonAt, silentLogger, systemClock, systemRandom } from '../base/index.ts';
import { Kubectl, kubectlPath, untilPrinted } from '../../test/support/kubectl-runner.ts';
import { untilHealthy } from './check-demo.ts';
import { type Demo, DemoError, type DemoOptions, startDemo } from './start-demo.ts';

/** The page over a port-forward to Argo CD's server, and the logs of the controllers. */
async function asTheGuideDoes(demo: Demo): Promise<void> {
  const kubectl = new Kubectl(demo.sandbox.kubeconfig());
  try {
    for (const name of ['argocd-application-controller', 'argocd-server']) {
      await kubectl.ok(`rollout status -n argocd deployment/${name} --timeout=20s`);
    }
    const log = await kubectl.ok('logs -n argocd deployment/argocd-application-controller');
    expect(log).toMatch(/^\{"level":"info","ts":.*"controller started"/m);
    expect(log).not.toContain('taking over');
    expect(await kubectl.ok('logs -n flux-system deployment/source-controller --tail=1')).toMatch(/^\{"level":/);
    const forward = kubectl.start('port-forward svc/argocd-server -n argocd :443');
    const printed = await untilPrinted(forward.stdout, '-> 8080');
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);
    for (const scheme of ['https', 'http'] as const) {
      const send = scheme === 'https' ? requestTls : request;
      const asked = send({ host: 'localhost', port, path: '/healthz', rejectUnauthorized: false, agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      expect(answer.statusCode).toBe(200);
      answer.resume();
    }
    const closed = once(forward, 'close');
    forward.kill();
    await closed;
  } finally {
    kubectl.close();
  }
}

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
      if (kubectlPath !== undefined) await asTheGuideDoes(second);
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
