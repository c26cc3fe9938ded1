/** The verbs against a running platform: what they print, what they change, and the code with which they end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonAt, type KubeObject } from '../base/index.ts';
import { readYaml } from '../yaml/index.ts';
import { useStage } from '../../test/contract/manager/contract.ts';
import {
  application,
  automated,
  configMap,
  filesOf,
  gitRepository,
  kustomization,
} from '../../test/support/delivery-manifests.ts';
import { eventually, type TestPlatform } from '../../test/support/delivery-stage.ts';
import { applicationOf, expectApplied, expectSynced } from '../../test/support/delivery-status.ts';
import { sandboxCluster } from '../../test/support/test-cluster.ts';
import { UsageError } from './flags.ts';
import { type RanVerb, runVerb, tableRows } from './testing/run-verb.ts';

describe('the verbs', () => {
  const stage = useStage({ start: sandboxCluster }, 'all tests');
  let kubeconfig: string;
  let platform: TestPlatform;
  let repoURL: string;
  let first: string;

  const files = (version: string): Record<string, string> => ({
    ...filesOf('shop', [configMap('shop', stage().namespace, { version })]),
    ...filesOf('auto', [configMap('auto', stage().namespace, { version })]),
    ...filesOf('infra', [configMap('infra', stage().namespace, { version })]),
  });

  beforeAll(async () => {
    mkdirSync(stage().folder, { recursive: true });
    kubeconfig = join(stage().folder, 'kubeconfig');
    writeFileSync(kubeconfig, stage().proxy.kubeconfig);
    repoURL = await stage().git.createRepository('all');
    first = await stage().git.commitFiles('all', 'main', files('1'), 'Begin');
    const { namespace } = stage();
    await stage().cluster.apply(
      application({ name: 'shop', repoURL, path: 'shop', namespace }),
      application({ name: 'auto', repoURL, path: 'auto', namespace, syncPolicy: automated }),
      gitRepository('infra', repoURL),
      kustomization('infra', { path: 'infra' }),
      kustomization('asleep', { path: 'infra', suspend: true, sourceRef: { kind: 'GitRepository', name: 'infra' } }),
    );
    platform = await stage().platform();
    await expectSynced(stage(), 'auto');
    await expectApplied(stage(), 'infra');
    await eventually(async () => {
      expect(jsonAt(await applicationOf(stage(), 'shop'), 'status', 'sync', 'status')).toBe('OutOfSync');
    });
  }, 60_000);

  const slipway = (...words: readonly string[]): Promise<RanVerb> =>
    runVerb(words, { folder: stage().folder, kubeconfig });
  const rows = tableRows;

  describe('app list', () => {
    it('shows every Application in the columns of argocd', async () => {
      const { code, out } = await slipway('app', 'list');
      expect(code).toBe(0);
      const [header, ...apps] = rows(out);
      expect(header?.slice(0, 8)).toEqual([
        'NAME',
        'CLUSTER',
        'NAMESPACE',
        'PROJECT',
        'STATUS',
        'HEALTH',
        'SYNCPOLICY',
        'CONDITIONS',
      ]);
      const server = 'https://kubernetes.default.svc';
      expect(apps.map((row) => row.slice(0, 8))).toEqual([
        ['argocd/auto', server, stage().namespace, 'default', 'Synced', 'Healthy', 'Auto-Prune', '<none>'],
        ['argocd/shop', server, stage().namespace, 'default', 'OutOfSync', 'Missing', 'Manual', '<none>'],
      ]);
      expect(apps[0]?.slice(8)).toEqual([repoURL, 'auto', 'main']);
    });

    it('prints names, JSON and YAML', async () => {
      expect((await slipway('app', 'list', '-o', 'name')).out).toBe('argocd/auto\nargocd/shop\n');
      const json = JSON.parse((await slipway('app', 'list', '-o=json')).out) as KubeObject[];
      expect(json.map(({ metadata }) => metadata.name)).toEqual(['auto', 'shop']);
      const yaml = readYaml((await slipway('app', 'list', '-oyaml')).out, { profile: 'go2' });
      expect(yaml.problems).toEqual([]);
      await expect(slipway('app', 'list', '-o', 'xml')).rejects.toThrow(
        new UsageError('-o takes wide, json, yaml or name, not xml'),
      );
    });

    it('shows those of another namespace where asked', async () => {
      expect(rows((await slipway('app', 'list', '-N', stage().namespace)).out)).toHaveLength(1);
    });
  });

  describe('app get', () => {
    it('shows the facts, the operation and the resources', async () => {
      const { code, out } = await slipway('app', 'get', 'auto');
      expect(code).toBe(0);
      expect(out).toMatch(/^Name: +argocd\/auto\nProject: +default\n/);
      expect(out).toContain(`Sync Status:        Synced to main (${first.slice(0, 7)})\n`);
      expect(out).toMatch(/\nPhase: +Succeeded\n/);
      const resources = rows(out.slice(out.indexOf('GROUP')));
      expect(resources[0]).toEqual(['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'STATUS', 'HEALTH', 'HOOK', 'MESSAGE']);
      expect(resources[1]?.slice(0, 6)).toEqual(['', 'ConfigMap', stage().namespace, 'auto', 'Synced', '']);
      // What is not there yet has no health of its own to show.
      const { out: absent } = await slipway('app', 'get', 'shop');
      expect(rows(absent.slice(absent.indexOf('GROUP')))[1]?.slice(4, 6)).toEqual(['OutOfSync', 'Missing']);
    });

    it('takes `namespace/name`, and prints what programs read', async () => {
      const { out } = await slipway('app', 'get', 'argocd/auto', '-o', 'json');
      expect(jsonAt(JSON.parse(out) as KubeObject, 'metadata', 'name')).toBe('auto');
    });

    it('waits for a comparison where asked', async () => {
      const { code, out } = await slipway('app', 'get', 'shop', '--refresh');
      expect(code).toBe(0);
      expect(out).toContain('OutOfSync');
      expect((await applicationOf(stage(), 'shop')).metadata.annotations).toBeUndefined();
    });

    it.each([
      [[], 'takes one argument: the name of an Application'],
      [['a', 'b'], 'takes one argument: the name of an Application'],
    ])('is misused with the arguments %j', async (args, message) => {
      await expect(slipway('app', 'get', ...args)).rejects.toThrow(new UsageError(message));
    });

    it('says so where there is no such Application', async () => {
      await expect(slipway('app', 'get', 'nobody')).rejects.toThrow(/applications.argoproj.io "nobody" not found/);
    });
  });

  describe('app diff and sync', () => {
    it('show what differs, then deliver it, and show nothing any more', async () => {
      const before = await slipway('app', 'diff', 'shop');
      expect(before.code).toBe(1);
      expect(before.out).toContain(`===== ConfigMap ${stage().namespace}/shop is not in the cluster =====`);

      const dry = await slipway('app', 'sync', 'shop', '--dry-run');
      expect(dry.code).toBe(0);
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'shop')).toBeUndefined();

      const synced = await slipway('app', 'sync', 'shop');
      expect(synced.code).toBe(0);
      expect(synced.out).toMatch(/successfully synced \(all tasks run\)\n {2}Synced: configmap\/shop created\n/);
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'shop')).toBeDefined();
      const state = jsonAt(
        await applicationOf(stage(), 'shop'),
        'status',
        'operationState',
        'operation',
        'initiatedBy',
      );
      expect(state).toEqual({ username: 'ada' });

      const after = await slipway('app', 'diff', 'shop');
      expect({ code: after.code, out: after.out }).toEqual({ code: 0, out: '' });
    });

    it('name the field, and the line in Git that sets it', async () => {
      await stage().cluster.edit('ConfigMap', stage().namespace, 'shop', { data: { version: 'by hand' } });
      const { code, out } = await slipway('app', 'diff', 'shop');
      expect(code).toBe(1);
      expect(out).toContain('differs =====');
      expect(out).toMatch(/@@ data\.version {2}\(shop\/configmap-shop\.yaml:\d+\)\n- "by hand"\n\+ "1"\n/);
      expect((await slipway('app', 'sync', 'shop', '--resource', ':ConfigMap:shop')).code).toBe(0);
      expect((await stage().cluster.get('ConfigMap', stage().namespace, 'shop'))['data']).toEqual({ version: '1' });
    });

    it('refuse a resource that is written wrong, and a revision that is not there', async () => {
      await expect(slipway('app', 'sync', 'shop', '--resource', 'ConfigMap/shop')).rejects.toThrow(
        /--resource takes GROUP:KIND:NAME/,
      );
      await expect(slipway('app', 'sync', 'auto', '--revision', 'v1')).rejects.toThrow(
        'Cannot sync to v1: auto-sync currently set to main',
      );
      const { code, out } = await slipway('app', 'sync', 'shop', '--revision', 'nowhere');
      expect(code).toBe(1);
      expect(out).toMatch(/nowhere/);
    });
  });

  it('app sync ends with code 1 where the spec cannot be delivered, and says why', async () => {
    const { namespace } = stage();
    const app = application({ name: 'homeless', repoURL, path: 'shop', namespace });
    await stage().cluster.apply({ ...app, spec: { ...(app['spec'] as object), project: 'nobody' } });
    const { code, out } = await slipway('app', 'sync', 'homeless');
    expect(code).toBe(1);
    expect(out).toBe('InvalidSpecError: Application referencing project nobody which does not exist\n');
    await slipway('app', 'delete', 'homeless', '--cascade=false');
  });

  describe('app history and rollback', () => {
    it('tell what was deployed, and deploy it again', async () => {
      const second = await stage().git.commitFiles('all', 'main', files('2'), 'Change all');
      await platform.manager.announce(repoURL);
      expect((await slipway('app', 'sync', 'shop', '--revision', second)).code).toBe(0);
      expect((await stage().cluster.get('ConfigMap', stage().namespace, 'shop'))['data']).toEqual({ version: '2' });
      const history = rows((await slipway('app', 'history', 'shop')).out);
      expect(history[0]).toEqual(['ID', 'DATE', 'REVISION']);
      expect(history.at(-1)?.[2]).toContain(second.slice(0, 7));

      expect((await slipway('app', 'rollback', 'shop', '0')).code).toBe(0);
      expect((await stage().cluster.get('ConfigMap', stage().namespace, 'shop'))['data']).toEqual({ version: '1' });
      // It is compared with what the Application asks for again, not with what was rolled back to.
      await eventually(async () => {
        const sync = jsonAt(await applicationOf(stage(), 'shop'), 'status', 'sync');
        expect(sync).toMatchObject({ status: 'OutOfSync', revision: second });
      });
      await expect(slipway('app', 'rollback', 'shop', '99')).rejects.toThrow(
        "application 'shop' does not have deployment id '99' in history",
      );
      await expect(slipway('app', 'rollback', 'auto')).rejects.toThrow(
        'rollback cannot be initiated when auto-sync is enabled',
      );
    });
  });

  describe('get', () => {
    it('shows the kinds of Flux as flux does', async () => {
      const { code, out } = await slipway('get', 'kustomizations');
      expect(code).toBe(0);
      const [header, ...objects] = rows(out);
      expect(header).toEqual(['NAME', 'REVISION', 'SUSPENDED', 'READY', 'MESSAGE']);
      expect(objects.map((row) => [row[0], row[2], row[3]])).toEqual([
        ['asleep', 'True', 'False'],
        ['infra', 'False', 'True'],
      ]);
      const all = await slipway('get', 'all', '-A');
      expect(all.code).toBe(0);
      expect(all.out).toMatch(/^NAMESPACE/);
      expect(all.out).toContain('gitrepository/infra');
      expect(all.out).toContain('kustomization/infra');
      expect(rows((await slipway('get', 'sources', 'git', 'infra')).out)).toHaveLength(2);
      expect((await slipway('get', 'ks')).out).toBe((await slipway('get', 'kustomizations')).out);
      expect(rows((await slipway('get', 'sources')).out)[1]?.[0]).toBe('gitrepository/infra');
    });

    it('says so where there is nothing', async () => {
      const { code, out, err } = await slipway('get', 'kustomizations', '-n', 'default');
      expect({ code, out, err }).toEqual({
        code: 1,
        out: '',
        err: '✗ no Kustomization objects found in "default" namespace\n',
      });
    });
  });

  describe('reconcile', () => {
    it('fetches and applies now, and waits for it', async () => {
      const third = await stage().git.commitFiles('all', 'main', files('3'), 'Change all again');
      const { code, err } = await slipway('reconcile', 'kustomization', 'infra', '--with-source');
      expect(code).toBe(0);
      expect(err).toContain(`✔ fetched revision main@sha1:${third}\n`);
      expect(err).toContain(`✔ applied revision main@sha1:${third}\n`);
      expect((await stage().cluster.get('ConfigMap', stage().namespace, 'infra'))['data']).toEqual({ version: '3' });
    });

    it('ends with code 1 where it fails, and says why', async () => {
      await stage().git.commitFiles('all', 'main', { 'infra/broken.yaml': 'a: [' }, 'Break it');
      const { code, err } = await slipway('reconcile', 'kustomization', 'infra', '--with-source');
      expect(code).toBe(1);
      expect(err).toMatch(/✗ Kustomization reconciliation failed: '.*broken\.yaml/s);
    });

    it.each([
      [['reconcile', 'kustomization', 'asleep'], 'Kustomization asleep is suspended: resume it first'],
      [['reconcile', 'kustomization'], 'takes the name of one object'],
      [['reconcile', 'source', 'git', 'nobody'], 'gitrepositories.source.toolkit.fluxcd.io "nobody" not found'],
    ])('%j is refused: %s', async (words, message) => {
      await expect(slipway(...words)).rejects.toThrow(message);
    });
  });

  describe('app delete', () => {
    it('takes what was deployed with it, or leaves it', async () => {
      expect(await slipway('app', 'delete', 'shop', '--cascade=false')).toMatchObject({
        code: 0,
        out: "application 'shop' deleted\n",
      });
      expect(await slipway('app', 'delete', 'auto')).toMatchObject({ code: 0 });
      await eventually(async () => {
        expect(await stage().cluster.find('ConfigMap', stage().namespace, 'auto')).toBeUndefined();
        expect(await stage().cluster.list('argoproj.io/Application', 'argocd')).toEqual([]);
      });
      expect(await stage().cluster.find('ConfigMap', stage().namespace, 'shop')).toBeDefined();
    });

    it('asks for names, and for a policy that there is', async () => {
      await expect(slipway('app', 'delete')).rejects.toThrow('takes the names of Applications');
      await expect(slipway('app', 'delete', 'x', '--propagation-policy', 'orphan')).rejects.toThrow(
        '--propagation-policy takes foreground or background, not orphan',
      );
    });
  });

  it('say which file is wrong where the kubeconfig is', async () => {
    writeFileSync(kubeconfig, 'clusters: [');
    await expect(slipway('app', 'list')).rejects.toThrow(kubeconfig);
    writeFileSync(kubeconfig, stage().proxy.kubeconfig);
  });
});
