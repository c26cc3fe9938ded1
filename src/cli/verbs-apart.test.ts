/** The verbs where nobody carries out what they ask for, where it is refused, and where it takes too long. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useStage } from '../../test/contract/manager/contract.ts';
import { application, filesOf, gitRepository, kustomization } from '../../test/support/delivery-manifests.ts';
import { sandboxCluster } from '../../test/support/test-cluster.ts';
import { jsonAt, type JsonObject, type KubeObject } from '../base/index.ts';
import { explainError } from './explain-error.ts';
import { type RanVerb, runVerb, tableRows } from './testing/run-verb.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

describe('the verbs without controllers', () => {
  const stage = useStage({ start: sandboxCluster }, 'all tests');
  let kubeconfig: string;
  let repoURL: string;
  beforeAll(async () => {
    kubeconfig = join(stage().folder, 'kubeconfig');
    writeFileSync(kubeconfig, stage().proxy.kubeconfig);
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: stage().namespace } };
    repoURL = await stage().repository('all', {
      ...filesOf('secret', [
        {
          ...secret,
          // Where kubectl keeps what it applied, values and all.
          metadata: { ...secret.metadata, annotations: { [lastApplied]: '{"stringData":{"password":"in-git"}}' } },
          data: { password: Buffer.from('in-git').toString('base64') },
        },
      ]),
    });
    const everywhere = { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] };
    await stage().cluster.apply(
      { ...secret, stringData: { password: 'in-the-cluster' } },
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'default', namespace: 'argocd' },
        spec: everywhere,
      },
    );
  });

  const slipway = (...words: readonly string[]): Promise<RanVerb> =>
    runVerb(words, { folder: stage().folder, kubeconfig });
  const applicationWith = async (name: string, more: JsonObject = {}): Promise<void> => {
    const made = application({ name, repoURL, path: 'secret', namespace: stage().namespace });
    const metadata = { ...made.metadata, ...(more['metadata'] as JsonObject | undefined) };
    await stage().cluster.apply({ ...made, ...more, metadata });
  };
  const read = (name: string): Promise<KubeObject> => stage().cluster.get('argoproj.io/Application', 'argocd', name);

  describe('app diff', () => {
    beforeAll(() => applicationWith('diff'));

    it('never shows the values of a Secret', async () => {
      const { code, out } = await slipway('app', 'diff', 'diff');
      expect(code).toBe(1);
      expect(out).toMatch(/@@ data\.password .*\n- \[secret\]\n\+ \[secret\]\n/);
      expect(out).toMatch(/@@ metadata\.annotations .*\n- \(absent\)\n\+ \[secret\]\n/);
      for (const value of ['in-git', 'in-the-cluster']) {
        expect(out).not.toContain(value);
        expect(out).not.toContain(Buffer.from(value).toString('base64'));
      }
    });

    it('ends with code 2 where there is nothing to compare with, and says why', async () => {
      const { code, out, err } = await slipway('app', 'diff', 'diff', '--revision', 'nowhere');
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/nowhere/);
    });
  });

  describe('app sync', () => {
    it('does not wait where it is told so, and begins nothing while another operation goes on', async () => {
      await applicationWith('busy', { spec: { ...(await specOf()), syncPolicy: { syncOptions: ['Validate=false'] } } });
      const resource = `apps:Deployment:${stage().namespace}/web`;
      expect(await slipway('app', 'sync', 'busy', '--async', '--prune', '--resource', resource)).toMatchObject({
        code: 0,
        out: '',
      });
      expect((await read('busy'))['operation']).toEqual({
        initiatedBy: { username: 'ada' },
        sync: {
          prune: true,
          dryRun: false,
          syncStrategy: { hook: { force: false } },
          syncOptions: ['Validate=false'],
          resources: [{ group: 'apps', kind: 'Deployment', namespace: stage().namespace, name: 'web' }],
        },
      });
      await expect(slipway('app', 'sync', 'busy')).rejects.toThrow('another operation is already in progress');
    });

    it('says for how long it has waited', async () => {
      await applicationWith('slow');
      await expect(slipway('app', 'sync', 'slow', '--timeout', '1s')).rejects.toThrow(
        'timed out (1s) waiting for Application slow, which goes on',
      );
    });
  });

  describe('app rollback', () => {
    it('without an id needs a deployment before the last one', async () => {
      await applicationWith('young', {
        status: { history: [{ id: 0, revision: 'a'.repeat(40), deployedAt: '2026-01-01T00:00:00Z' }] },
      });
      await expect(slipway('app', 'rollback', 'young')).rejects.toThrow(
        'application should have at least two successful deployments',
      );
      expect(tableRows((await slipway('app', 'history', 'young')).out)[1]?.slice(0, 3)).toEqual([
        '0',
        '2026-01-01T00:00:00Z',
        'a'.repeat(40),
      ]);
    });

    it.each([[[]], [['one', '1', '2']]])('is misused with the arguments %j', async (args) => {
      await expect(slipway('app', 'rollback', ...args)).rejects.toThrow('takes the name of an Application and an id');
    });
  });

  describe('app delete', () => {
    it('deletes in the background where asked, and leaves the finalizers of others', async () => {
      await applicationWith('kept', {
        metadata: { finalizers: ['example.com/keep', 'resources-finalizer.argocd.argoproj.io'] },
      });
      expect(await slipway('app', 'delete', 'kept', '--propagation-policy', 'background')).toMatchObject({ code: 0 });
      const { finalizers, deletionTimestamp } = (await read('kept')).metadata;
      expect(finalizers).toEqual(['example.com/keep', 'resources-finalizer.argocd.argoproj.io/background']);
      expect(deletionTimestamp).toBeDefined();
    });

    it('deletes one after the other, up to the first that is not there', async () => {
      for (const name of ['one', 'two']) await applicationWith(name, { metadata: { finalizers: [] } });
      const words = ['app', 'delete', 'one', 'nobody', 'two', '--cascade=false'];
      await expect(slipway(...words)).rejects.toThrow(/applications.argoproj.io "nobody" not found/);
      expect((await slipway('app', 'list', '-o', 'name')).out).not.toContain('argocd/one\n');
      expect((await slipway('app', 'list', '-o', 'name')).out).toContain('argocd/two\n');
    });
  });

  it('app get tells no health of what lies in another cluster', async () => {
    const resources = [{ kind: 'ConfigMap', version: 'v1', namespace: 'shop', name: 'far', status: 'Synced' }];
    const spec = { ...(await specOf()), destination: { name: 'edge', namespace: 'shop' } };
    await applicationWith('far', { spec, status: { resources } });
    const { out } = await slipway('app', 'get', 'far');
    const row = tableRows(out.slice(out.indexOf('GROUP')))[1];
    expect(row?.slice(1, 6)).toEqual(['ConfigMap', 'shop', 'far', 'Synced']);
  });

  describe('reconcile', () => {
    const sourceRef = { kind: 'GitRepository', name: 'infra' };

    it('does not go on to an object whose source fails', async () => {
      await stage().cluster.apply(gitRepository('infra', repoURL), kustomization('infra', { path: './', sourceRef }));
      const ended = slipway('reconcile', 'kustomization', 'infra', '--with-source');
      const kind = 'source.toolkit.fluxcd.io/GitRepository';
      // In the place of the source's controller.
      await expect
        .poll(async () => {
          const { metadata } = await stage().cluster.get(kind, 'flux-system', 'infra');
          return metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
        })
        .toBeDefined();
      const { metadata } = await stage().cluster.get(kind, 'flux-system', 'infra');
      await stage().cluster.editStatus(kind, 'flux-system', 'infra', {
        status: {
          lastHandledReconcileAt: metadata.annotations?.['reconcile.fluxcd.io/requestedAt'] ?? '',
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'GitOperationFailed',
              message: 'the host is away',
              lastTransitionTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
      });
      const { code, err } = await ended;
      expect(code).toBe(1);
      expect(err).toContain("✗ GitRepository reconciliation failed: 'the host is away'\n");
      expect(err).not.toContain('annotating Kustomization');
    });

    it('says which source it cannot reconcile', async () => {
      const other = { kind: 'Bucket', name: 'images' };
      await stage().cluster.apply(kustomization('images', { path: './', sourceRef: other }));
      await expect(slipway('reconcile', 'kustomization', 'images', '--with-source')).rejects.toThrow(
        'the source of images is of a kind that cannot be reconciled',
      );
    });

    it('says for how long it has waited', async () => {
      await stage().cluster.apply(kustomization('idle', { path: './', sourceRef }));
      await expect(slipway('reconcile', 'kustomization', 'idle', '--timeout', '1s')).rejects.toThrow(
        'timed out (1s) waiting for Kustomization idle, which goes on',
      );
    });
  });

  async function specOf(): Promise<JsonObject> {
    return jsonAt(await read('diff'), 'spec') as JsonObject;
  }
});

describe('an error that ends a command', () => {
  const flags = [
    { name: 'port', value: 'PORT', description: '' },
    { name: 'check', description: '' },
  ];

  it.each([
    ['EADDRINUSE', 'port 80 is in use by another process: choose another with --port (0: a free one)'],
    ['EACCES', 'port 80 may not be listened on by this user: choose another with --port (0: a free one)'],
    ['ENOTSUP', 'listen failed'],
  ])('is told with what to do: %s', (code, told) => {
    const error = Object.assign(new Error('listen failed'), { syscall: 'listen', code, port: 80 });
    expect(explainError(error, { flags })).toBe(told);
  });
});
