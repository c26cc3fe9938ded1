import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kubectl, kubectlPath, untilPrinted } from '../../test/support/kubectl-runner.ts';
import { type Sandbox, startSandbox } from './index.ts';

const deployment = (name: string, replicas: number, behaviour = 'ready'): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations: { 'sandbox.slipway.dev/behaviour': behaviour } },
        spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
      },
    },
  });

describe.skipIf(kubectlPath === undefined)('kubectl, with what streams,', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  let kubectl: Kubectl;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0 });
    kubectl = new Kubectl(sandbox.kubeconfig());
    await kubectl.ok('apply -f -', `${deployment('web', 2)}\n---\n${deployment('bad', 1, 'crash-loop')}`);
    await kubectl.ok('rollout status deployment/web --timeout=30s');
    await kubectl.ok('wait pod -l app=bad --for=jsonpath={.status.containerStatuses[0].restartCount}=3 --timeout=30s');
  });
  afterAll(async () => {
    await sandbox.close();
    kubectl.close();
  });

  it('reads logs', async () => {
    expect(await kubectl.ok('logs deployment/web')).toContain('level=info msg="starting c" image=nginx:1\n');
    const lines = (await kubectl.ok('logs -l app=web --prefix --tail=1')).trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\[pod\/web-\S+\/c\] level=info/);
    expect(await kubectl.ok('logs deployment/web --timestamps --limit-bytes=32')).toMatch(/^\d{4}-\S+Z l$/);
    expect(await kubectl.ok('logs deployment/bad --previous')).toContain('failed: simulated');
    expect(await kubectl.fails('logs deployment/web --previous')).toMatch(
      /^Error from server \(BadRequest\): previous terminated container "c" in pod "web-\S+" not found\n$/,
    );
  });

  it('follows a log until its pod goes', async () => {
    const child = kubectl.start('logs -f deployment/web --since=1h');
    await untilPrinted(child.stdout, 'ready');
    await kubectl.ok('delete deployment web --wait=false');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
  });
});
