import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
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

/** A server that answers every line with itself, behind a word. */
async function echoServer(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => socket.write(`echo ${chunk.toString()}`));
    socket.on('end', () => socket.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** Sends text to a port, ends, and gives what comes back. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

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
      /Error from server \(BadRequest\): previous terminated container "c" in pod "web-\S+" not found\n$/,
    );
  });

  it('follows a log until its pod goes', async () => {
    const child = kubectl.start('logs -f deployment/web --since=1h');
    await untilPrinted(child.stdout, 'ready');
    const closed = once(child, 'close');
    await kubectl.ok('delete deployment web --wait=false');
    const [code] = (await closed) as [number];
    expect(code).toBe(0);
  });

  it('says that there is no process to reach', async () => {
    for (const line of ['exec deployment/bad -- true', 'attach deployment/bad', 'port-forward deployment/bad :80']) {
      expect(await kubectl.fails(line), line).toContain('reaches no process');
    }
  });

  it.each([
    ['a WebSocket', {}],
    ['SPDY', { KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false', KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' }],
  ])('reaches handlers over %s', async (_, env: Record<string, string>) => {
    const client = new Kubectl(sandbox.kubeconfig(), env);
    const echo = await echoServer();
    const detach = sandbox.attach((pod) => pod.metadata.labels?.['app'] === 'bad', {
      exec: async (target, [program, ...args], { stdin, stdout, stderr }) => {
        if (program === 'fail') throw new Error('no such program');
        if (program === 'cat') for await (const chunk of stdin ?? []) stdout.write(chunk);
        else stdout.write(`${target.container}: ${args.join(' ')}\n`);
        stderr.write('a word to the side\n');
        return program === 'cat' ? 0 : 3;
      },
      attach: async (_target, { stdout }) => void stdout.write('attached\n'),
      connect: async (_pod, port) => {
        if (port === 81) throw new Error('nobody listens');
        const socket = connect({ port: echo.port, host: '127.0.0.1', allowHalfOpen: true });
        await once(socket, 'connect');
        return socket;
      },
    });
    try {
      const ended = await client.run('exec deployment/bad -- say hello');
      expect(ended.out).toBe('c: hello\n');
      expect(ended.err).toBe('a word to the side\ncommand terminated with exit code 3\n');
      expect(ended.code).toBe(3);
      const long = 'x'.repeat(300_000);
      expect((await client.run('exec -i deployment/bad -- cat', long)).out).toBe(long);
      expect(await client.fails('exec deployment/bad -- fail')).toContain('no such program');
      expect(await client.ok('attach deployment/bad')).toContain('attached\n');
      const forward = client.start('port-forward deployment/bad :80 :81');
      const printed = await untilPrinted(forward.stdout, '-> 81');
      const [good = 0, bad = 0] = [...printed.matchAll(/127\.0\.0\.1:(\d+) ->/g)].map((match) => Number(match[1]));
      const answers = await Promise.all(['one', 'two', long].map((text) => exchange(good, text)));
      expect(answers.slice(0, 2)).toEqual(['echo one', 'echo two']);
      expect(answers[2]?.replaceAll('echo ', '')).toBe(long);
      const complaint = untilPrinted(forward.stderr, 'nobody listens');
      await exchange(bad, 'x').catch(() => '');
      expect(await complaint).toContain('nobody listens');
      const closed = once(forward, 'close');
      forward.kill();
      await closed;
    } finally {
      detach();
      echo.close();
      client.close();
    }
  });
});
