import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedTool } from '../../../../../test/support/packed-tools.ts';
import { sandboxCluster, type TestCluster } from '../../../../../test/support/test-cluster.ts';
import { type HelmPlace, helmStep, runHelm } from '../../../../../test/releases/helm-steps.ts';
import { runVerb } from '../../../testing/run-verb.ts';

const helm = packedTool('helm');

/** The table's ages as one word: the two commands look at the cluster one after the other. */
const withoutAges = (text: string): string => text.replaceAll(/ \d+(?:s|m(?:\d+s)?)$/gm, ' AGE');

describe.skipIf(helm === undefined)('the commands about releases print what helm 4.1 prints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helm-commands-'));
  const kubeconfig = join(folder, 'kubeconfig');
  let cluster: TestCluster;

  const place = (namespace: string): HelmPlace => ({ helm: helm ?? '', kubeconfig, namespace });

  beforeAll(async () => {
    cluster = await sandboxCluster();
    writeFileSync(kubeconfig, cluster.kubeconfig);
    for (const name of ['web', 'jobs', 'broken'])
      await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const values = { color: '<red> & "blue"', list: [81], extra: 'x'.repeat(100), service: false };
    await helmStep(place('web'), { install: { chart: 'app', values, labels: { team: 'a' } } });
    await helmStep(place('web'), { upgrade: { chart: 'app', values: { ...values, keep: null } } });
    await helmStep(place('jobs'), { install: { chart: 'hooks' } });
    await helmStep(place('jobs'), { test: { timeout: 30 } });
    const never = { workload: true, behaviour: 'never-ready' };
    await helmStep(place('broken'), { install: { chart: 'app', values: never, wait: true, timeout: 1 } });
  }, 60_000);

  afterAll(async () => {
    await cluster.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['web', 'history app'],
    ['web', 'history app --max 1'],
    ['web', 'history app -o json'],
    ['web', 'history app -o yaml'],
    ['broken', 'history app'],
    ['web', 'list'],
    ['web', 'list -o json'],
    ['web', 'ls -o yaml'],
    ['web', 'list -q'],
    ['web', 'list --superseded'],
    ['web', 'list --failed'],
    ['web', 'list -l team=a,status=deployed'],
    ['web', 'list -l team!=a'],
    ['web', 'list --filter ^b'],
    ['web', 'list --filter ^b -o json'],
    ['web', 'list --no-headers --date --reverse --max 1'],
    ['web', 'list --offset 1'],
    ['web', 'get metadata app --revision 1'],
    ['web', 'get all app'],
    ['web', 'get all app --revision 1'],
    ['jobs', 'get all app'],
    ['web', 'get values app'],
    ['web', 'get values app -a'],
    ['web', 'get values app -o json'],
    ['web', 'get values app -a -o json'],
    ['web', 'get values app -o yaml'],
    ['jobs', 'get values app'],
    ['jobs', 'get values app -o json'],
    ['web', 'get manifest app'],
    ['jobs', 'get hooks app'],
    ['web', 'get hooks app'],
    ['web', 'get notes app'],
    ['jobs', 'get notes app'],
    ['web', 'get metadata app'],
    ['web', 'get metadata app -o json'],
    ['web', 'get metadata app -o yaml'],
    ['jobs', 'status app'],
    ['web', 'status app --revision 1 -o json'],
    ['web', 'status app -o yaml'],
    ['broken', 'status app -o json'],
  ])('in %s: helm %s', async (namespace, line) => {
    const words = line.split(' ');
    const expected = await runHelm(place(namespace), words);
    expect(expected.code).toBe(0);
    const { code, out } = await runVerb(['helm', ...words, '-n', namespace], { folder, kubeconfig });
    expect(withoutAges(out)).toBe(withoutAges(expected.out));
    expect(code).toBe(0);
  });

  it('tell of objects of several kinds, whose order helm leaves to chance', async () => {
    const expected = await runHelm(place('broken'), ['status', 'app']);
    const { out } = await runVerb(['helm', 'status', 'app', '-n', 'broken'], { folder, kubeconfig });
    const sections = (text: string): [string, string[]] => {
      const [objects = '', rest = ''] = withoutAges(text).split(/^(?=TEST SUITE:)/m);
      const parts = objects.split('==> ').map((part) => part.trimEnd());
      return [rest, parts.sort()];
    };
    expect(sections(out)).toEqual(sections(expected.out));
  });

  it.each(['history nothing', 'status nothing', 'get all nothing', 'get values app --revision 9'])(
    'refuse what is not there: helm %s',
    async (line) => {
      const words = line.split(' ');
      const { err } = await runHelm(place('web'), words);
      const message = err.replace(/^Error: /, '').trim();
      await expect(runVerb(['helm', ...words, '-n', 'web'], { folder, kubeconfig })).rejects.toThrow(message);
    },
  );
});
