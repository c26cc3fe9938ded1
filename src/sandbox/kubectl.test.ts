import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packedTool } from '../../test/support/packed-tools.ts';
import { type Sandbox, startSandbox } from './index.ts';

const kubectl = packedTool('kubectl');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1', ports: [{ containerPort: 80 }] }] },
    },
  },
};
const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1', b: '2' } };

describe.skipIf(kubectl === undefined)('kubectl', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  let folder: string;
  let namespace = '';
  let counter = 0;

  const start = (args: readonly string[]): ChildProcess =>
    spawn(kubectl ?? '', ['--namespace', namespace, ...args], {
      env: { HOME: folder, PATH: process.env['PATH'], KUBECONFIG: join(folder, 'kubeconfig') },
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  const run = async (args: readonly string[], input?: unknown): Promise<Ran> => {
    const child = start(args);
    const [out, err] = ['', ''].map(() => [] as string[]) as [string[], string[]];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => err.push(text));
    child.stdin?.end(input === undefined ? '' : JSON.stringify(input));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: out.join(''), err: err.join('') };
  };

  /** Runs a command that must succeed; gives what it prints. */
  const ok = async (line: string, input?: unknown): Promise<string> => {
    const { code, out, err } = await run(line.split(' '), input);
    expect(err, line).toBe('');
    expect(code, line).toBe(0);
    return out;
  };

  /** Runs a command that must fail; gives what it complains of. */
  const fails = async (line: string, input?: unknown): Promise<string> => {
    const { code, err } = await run(line.split(' '), input);
    expect(code, line).not.toBe(0);
    return err;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-kubectl-'));
    sandbox = await startSandbox({ port: 0 });
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig());
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    counter += 1;
    namespace = `k${counter}`;
    await ok(`create namespace ${namespace}`);
  });

  it.each(['nobody.example/v1', 'apps/v1'])('says of a kind that %s has not that there is none', async (apiVersion) => {
    const complaint = await fails('apply -f -', { apiVersion, kind: 'Frobnicator', metadata: { name: 'frob' } });
    expect(complaint).toContain(`no matches for kind "Frobnicator" in version "${apiVersion}"`);
    expect(complaint).toContain('ensure CRDs are installed first');
  });

  it('creates, shows and deletes', async () => {
    expect(await ok('create -f -', settings)).toBe('configmap/settings created\n');
    expect(await fails('create -f -', settings)).toContain('configmaps "settings" already exists');
    expect(JSON.parse(await ok('get configmap settings -o json'))).toMatchObject({ data: { a: '1', b: '2' } });
    expect(await ok('get configmap settings -o yaml')).toContain('\ndata:\n  a: "1"\n  b: "2"\n');
    expect(await ok('get cm settings -o name')).toBe('configmap/settings\n');
    expect(await ok('get cm settings --no-headers')).toMatch(/^settings +2 +\d+s\n$/);
    expect(await ok('get cm -o jsonpath={.items[*].metadata.name}')).toBe('kube-root-ca.crt settings');
    expect(await ok('delete configmap settings')).toContain('configmap "settings" deleted');
    expect(await fails('get configmap settings')).toContain(
      'Error from server (NotFound): configmaps "settings" not found',
    );
  });

  it('applies from the client', async () => {
    expect(await ok('apply -f -', settings)).toBe('configmap/settings created\n');
    expect(await ok('apply -f -', settings)).toBe('configmap/settings unchanged\n');
    const changed = { ...settings, data: { a: '2' } };
    const difference = await run(['diff', '-f', '-'], changed);
    expect(difference.code).toBe(1);
    expect(difference.out).toContain('-  b: "2"');
    expect(await ok('apply -f -', changed)).toBe('configmap/settings configured\n');
    expect(JSON.parse(await ok('get cm settings -o json'))).toMatchObject({ data: { a: '2' } });
    expect(await ok('apply view-last-applied cm settings -o json')).toContain('"a": "2"');
  });

  it('applies on the server, and tells of conflicts', async () => {
    expect(await ok('apply --server-side -f -', settings)).toBe('configmap/settings serverside-applied\n');
    const changed = { ...settings, data: { a: '3' } };
    const conflict = await fails('apply --server-side --field-manager other -f -', changed);
    expect(conflict).toContain('conflict with "kubectl": .data.a');
    expect(await ok('apply --server-side --field-manager other --force-conflicts -f -', changed)).toBe(
      'configmap/settings serverside-applied\n',
    );
    expect(await ok('get cm settings -o jsonpath={.data}')).toBe('{"a":"3","b":"2"}');
  });

  it('refuses what is no field, and warns of it', async () => {
    const wrong = { ...settings, dta: {} };
    expect(await fails('create -f -', wrong)).toContain('unknown field "dta"');
    const { code, err } = await run(['create', '--validate=warn', '-f', '-'], wrong);
    expect({ code, err }).toEqual({ code: 0, err: 'Warning: unknown field "dta"\n' });
  });

  it('patches in three ways, labels and annotates', async () => {
    await ok('create -f -', settings);
    const patches = [
      ['--type=merge', '{"data":{"b":null}}'],
      ['--type=json', '[{"op":"add","path":"/data/c","value":"3"}]'],
      ['--type=strategic', '{"data":{"d":"4"}}'],
    ] as const;
    for (const [type, patch] of patches) {
      expect((await run(['patch', 'cm', 'settings', type, '-p', patch])).out).toBe('configmap/settings patched\n');
    }
    expect(await ok('get cm settings -o jsonpath={.data}')).toBe('{"a":"1","c":"3","d":"4"}');
    expect(await ok('label cm settings team=x')).toBe('configmap/settings labeled\n');
    expect(await ok('annotate cm settings note=y')).toBe('configmap/settings annotated\n');
    expect(await ok('get cm -l team=x -o name')).toBe('configmap/settings\n');
    expect(await ok('label cm settings team-')).toBe('configmap/settings unlabeled\n');
  });

  it('rolls a Deployment out, changes, undoes and scales it', async () => {
    await ok('apply -f -', web);
    expect(await ok('rollout status deployment/web')).toContain('successfully rolled out');
    expect(await ok('wait --for=condition=Available deployment/web')).toContain('condition met');
    const wide = await ok('get deployment web -o wide');
    expect(wide).toContain('READY   UP-TO-DATE   AVAILABLE   AGE');
    expect(wide).toMatch(/web +2\/2 +2 +2 +\d+s +c +nginx:1 +app=web/);
    expect(await ok('get pods -o wide')).toMatch(/web-\w+-\w+ +1\/1 +Running +0 +\d+s +10\.0\.\d+\.\d+ +node-0/);
    const described = await ok('describe deployment web');
    expect(described).toContain('Replicas:               2 desired | 2 updated | 2 total | 2 available');
    expect(described).toContain('ScalingReplicaSet');
    expect(await ok('set image deployment/web c=nginx:2')).toContain('image updated');
    await ok('rollout status deployment/web');
    expect(await ok('rollout history deployment/web')).toContain('2         <none>');
    expect(await ok('rollout undo deployment/web')).toContain('rolled back');
    await ok('rollout status deployment/web');
    expect(await ok('get deployment web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe('nginx:1');
    expect(await ok('rollout restart deployment/web')).toContain('restarted');
    await ok('rollout status deployment/web');
    expect(await ok('scale deployment web --replicas=1')).toBe('deployment.apps/web scaled\n');
    expect(await ok('wait --for=jsonpath={.status.replicas}=1 deployment/web')).toContain('condition met');
    expect(await ok('autoscale deployment web --max=3 --cpu=80%')).toContain('autoscaled');
    expect(await ok('get hpa')).toContain('cpu: <unknown>/80%');
  });

  it.each([
    ['background', 'NotFound', ''],
    ['foreground', 'NotFound', ''],
    ['orphan', '', 'replicaset'],
  ])('deletes with --cascade=%s', async (mode, pods, left) => {
    await ok('apply -f -', web);
    await ok('rollout status deployment/web');
    expect(await ok(`delete deployment web --cascade=${mode}`)).toContain('"web" deleted');
    if (pods !== '') await ok('wait --for=delete pod -l app=web --timeout=20s');
    expect(await ok('get replicasets -o name')).toContain(left);
  });

  it('runs Jobs, and waits for them', async () => {
    await ok('create job good --image=busybox:1');
    expect(await ok('wait --for=condition=complete job/good --timeout=20s')).toContain('condition met');
    expect(await ok('get job good')).toMatch(/good +Complete +1\/1/);
    expect(await ok('get pods')).toMatch(/good-\w+ +0\/1 +Completed/);
    const daily = await run(['create', 'cronjob', 'daily', '--image=busybox:1', '--schedule=0 3 * * *']);
    expect(daily.out).toBe('cronjob.batch/daily created\n');
    expect(await ok('create job now --from=cronjob/daily')).toBe('job.batch/now created\n');
    await ok('wait --for=condition=complete job/now --timeout=20s');
  });

  it('exposes, and shows endpoints', async () => {
    await ok('apply -f -', web);
    await ok('rollout status deployment/web');
    expect(await ok('expose deployment web --type=LoadBalancer')).toBe('service/web exposed\n');
    await ok('wait --for=jsonpath={.status.loadBalancer.ingress} service/web');
    expect(await ok('get service web')).toMatch(/web +LoadBalancer +10\.96\.\d+\.\d+ +203\.0\.113\.\d+ +80:3\d+\/TCP/);
    expect(await ok('describe service web')).toMatch(/Endpoints: +10\.0\.\d+\.\d+:80,10\.0\.\d+\.\d+:80/);
  });

  it('watches', async () => {
    const child = start(['get', 'configmaps', '--watch-only', '--output-watch-events', '--no-headers']);
    const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
    try {
      // What was there before the watch began is not told.
      let made = 0;
      const making = setInterval(() => {
        made += 1;
        void run(['create', 'configmap', `c${made}`]);
      }, 500);
      const first = await lines.next().finally(() => clearInterval(making));
      expect(first.value).toMatch(/^ADDED +c\d+ +0 +\d+s$/);
      const name = /c\d+/.exec(String(first.value))?.[0] ?? '';
      await ok(`delete configmap ${name}`);
      let told = '';
      while (!told.startsWith('DELETED')) told = String((await lines.next()).value);
      expect(told).toContain(name);
    } finally {
      child.kill();
      await once(child, 'close');
    }
  });

  it('defines resources, and explains them', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd'] },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    description: 'What a widget is like.',
                    properties: { size: { type: 'integer', minimum: 1, description: 'How large it is.' } },
                  },
                },
              },
            },
          },
        ],
      },
    };
    await ok('apply -f -', definition);
    await ok('wait --for=condition=Established crd/widgets.example.com');
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 3 } };
    expect(await ok('apply -f -', widget)).toBe('widget.example.com/w created\n');
    expect(await ok('get wd')).toMatch(/NAME +SIZE\nw +3\n/);
    expect(await ok('explain widget.spec.size')).toContain('How large it is.');
    expect(await fails('apply -f -', { ...widget, spec: { size: 0 } })).toContain(
      'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    );
    expect((await run(['delete', 'crd', 'widgets.example.com'])).code).toBe(0);
    expect(await fails('get widgets')).toContain('the server could not find the requested resource');
  });

  it('knows every resource and field', async () => {
    const resources = await ok('api-resources --no-headers');
    expect(resources).toMatch(/deployments +deploy +apps\/v1 +true +Deployment/);
    expect(resources.split('\n').length).toBeGreaterThan(60);
    expect(await ok('api-versions')).toContain('apps/v1\n');
    expect(await ok('explain deployment.spec.replicas')).toContain('FIELD: replicas <integer>');
    expect(await ok('explain pod.spec.containers.image')).toContain('FIELD: image <string>');
  });

  it('tells who may do what', async () => {
    await ok('create serviceaccount bob');
    await ok(`create rolebinding bob --clusterrole=view --serviceaccount=${namespace}:bob`);
    const bob = `system:serviceaccount:${namespace}:bob`;
    expect(await ok(`auth can-i list pods --as ${bob}`)).toBe('yes\n');
    expect((await run(['auth', 'can-i', 'create', 'pods', '--as', bob])).out).toBe('no\n');
    expect(await ok('auth whoami')).toMatch(/Username +admin/);
    expect(await fails(`create configmap x --as ${bob}`)).toContain(
      `configmaps is forbidden: User "${bob}" cannot create resource "configmaps" in API group "" in the namespace "${namespace}"`,
    );
    const token = (await ok('create token bob')).trim();
    const args = ['--token', token, '--server', sandbox.url, '--kubeconfig', '/dev/null', '--insecure-skip-tls-verify'];
    expect((await run([...args, 'auth', 'whoami'])).out).toContain(bob);
    expect((await run([...args, 'get', 'configmaps', '-o', 'name'])).out).toBe('configmap/kube-root-ca.crt\n');
  });

  it('says what simulated pods cannot do', async () => {
    await ok('apply -f -', web);
    await ok('rollout status deployment/web');
    expect((await run(['logs', 'deployment/web'])).code).toBe(0);
    expect(await fails('exec deployment/web -- ls')).toContain('the sandbox simulates workloads');
  });
});
