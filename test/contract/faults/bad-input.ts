import { describe, expect, it } from 'vitest';
import { isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../src/base/index.ts';
import {
  application,
  automated,
  configMap,
  filesOf,
  gitRepository,
  kustomization,
} from '../../support/delivery-manifests.ts';
import { type DeliveryStage, eventually } from '../../support/delivery-stage.ts';
import {
  applicationOf,
  expectApplied,
  expectData,
  expectSynced,
  kustomizationOf,
} from '../../support/delivery-status.ts';
import { liveObjects } from '../../support/convergence.ts';
import { type ManagerContract, useStage } from '../manager/contract.ts';
import { brokenFolders, type Dialect } from './broken-folders.ts';

/** How long a push to a healthy delivery may take among broken ones on a busy machine, in ms. Alone it takes less than 300. */
const pushMs = 5_000;

/** An owner that cannot be delivered, and what its status must say. */
interface BrokenOwner {
  readonly name: string;
  readonly says: RegExp;
  readonly owners: readonly KubeObject[];
}

const dialects = {
  argocd: {
    owner: (stage: DeliveryStage, name: string, repoURL: string, path: string, spec: JsonObject = {}): KubeObject[] => [
      application({ name, repoURL, path, namespace: stage.namespace, syncPolicy: automated, spec }),
    ],
    healthy: (stage: DeliveryStage, name: string) => expectSynced(stage, name),
    told: async (stage: DeliveryStage, name: string): Promise<string> => {
      const app = await applicationOf(stage, name);
      const conditions = jsonAt(app, 'status', 'conditions');
      const messages = (Array.isArray(conditions) ? conditions : []).filter(isJsonObject);
      const texts = messages.map((condition) => `${textAt(condition, 'type')}: ${textAt(condition, 'message')}`);
      return [...texts, textAt(app, 'status', 'operationState', 'message')].join('\n');
    },
    owners: (stage: DeliveryStage, url: string): BrokenOwner[] => {
      const { namespace } = stage;
      const parts = { repoURL: url, path: 'good', namespace, syncPolicy: automated };
      const missing = url.replace(/[^/]*$/, 'no-such.git');
      const source = { repoURL: url, path: 'good' };
      const made: readonly (readonly [string, KubeObject, RegExp])[] = [
        ['gone', application({ ...parts, name: 'gone', repoURL: missing }), /failed to list refs: .*no-such\.git/],
        [
          'revision',
          application({ ...parts, name: 'revision', spec: { source: { ...source, targetRevision: 'no-such' } } }),
          /unable to resolve 'no-such' to a commit SHA/,
        ],
        ['path', application({ ...parts, name: 'path', path: 'no/such' }), /no\/such: app path does not exist/],
        ['project', application({ ...parts, name: 'project', project: 'none' }), /project none which does not exist/],
        [
          'destination',
          application({ ...parts, name: 'destination', cluster: 'nowhere' }),
          /InvalidSpecError: .*nowhere/,
        ],
        [
          'malformed',
          application({ ...parts, name: 'malformed', spec: { source: { repoURL: url } } }),
          /InvalidSpecError: spec\.source\.repoURL and either spec\.source\.path/,
        ],
        [
          'no-namespace',
          application({ ...parts, name: 'no-namespace', path: 'bare', namespace: '' }),
          /InvalidSpecError: Namespace for bare \/v1, Kind=ConfigMap is missing\..*\(bare\/configmap-bare\.yaml:1:1\)/,
        ],
        [
          'shared',
          application({ ...parts, name: 'shared' }),
          /SharedResourceWarning: good\/configmap-good\.yaml:1:1: .*argocd\/healthy.*argocd\/shared/,
        ],
      ];
      return made.map(([name, owner, says]) => ({ name, says, owners: [owner] }));
    },
  },
  flux: {
    owner: (_stage: DeliveryStage, name: string, url: string, path: string): KubeObject[] => [
      gitRepository(name, url),
      kustomization(name, { path, retryInterval: '5s' }),
    ],
    healthy: (stage: DeliveryStage, name: string) => expectApplied(stage, name),
    told: async (stage: DeliveryStage, name: string): Promise<string> => {
      const source = await stage.cluster.find('source.toolkit.fluxcd.io/GitRepository', 'flux-system', name);
      const conditions = [source, await kustomizationOf(stage, name)].flatMap((object) => {
        const found = jsonAt(object, 'status', 'conditions');
        return (Array.isArray(found) ? found : []).filter(isJsonObject);
      });
      return conditions
        .map((condition) => `${textAt(condition, 'reason')}: ${textAt(condition, 'message')}`)
        .join('\n');
    },
    owners: (_stage: DeliveryStage, url: string): BrokenOwner[] => {
      const missing = url.replace(/[^/]*$/, 'no-such.git');
      const path = 'good';
      const made: readonly (readonly [string, readonly KubeObject[], RegExp])[] = [
        ['gone', [gitRepository('gone', missing), kustomization('gone', { path })], /GitOperationFailed: .*no-such/],
        [
          'revision',
          [gitRepository('revision', url, { ref: { branch: 'no-such' } }), kustomization('revision', { path })],
          /GitOperationFailed: .*no-such/,
        ],
        [
          'path',
          [gitRepository('path', url), kustomization('path', { path: 'no/such' })],
          /ArtifactFailed: kustomization path not found: .*no\/such/,
        ],
        ['source', [kustomization('source', { path })], /GitRepository.*source.*not found/i],
        [
          'no-namespace',
          [gitRepository('no-namespace', url), kustomization('no-namespace', { path: 'bare' })],
          /bare\/configmap-bare\.yaml:1:1: .*namespace not specified/,
        ],
        [
          'shared',
          [gitRepository('shared', url), kustomization('shared', { path })],
          /good\/configmap-good\.yaml:1:1: .*flux-system\/healthy.*flux-system\/shared/,
        ],
      ];
      return made.map(([name, owners, says]) => ({ name, says, owners }));
    },
  },
} as const;

/** Bad input: every status says which file, line and object, nothing is deleted, and the other deliveries go on. */
export function describeBadInput(contract: Pick<ManagerContract, 'start'>): void {
  describe.each(['argocd', 'flux'] as const)('bad input for %s', (name: Dialect) => {
    const stage = useStage(contract);
    const dialect = dialects[name];

    it('is told with file, line and object, and stands in no other delivery’s way', async () => {
      const { namespace } = stage();
      const good = (version: string) => filesOf('good', [configMap('good', namespace, { version })]);
      const { metadata, ...bare } = configMap('bare', namespace, { n: '1' });
      const folders = brokenFolders(namespace);
      const files = Object.fromEntries(
        folders.flatMap(({ folder, files: broken }) =>
          Object.entries(broken).map(([file, text]) => [`${folder}/${file}`, text]),
        ),
      );
      const url = await stage().repository('broken', {
        ...files,
        ...good('1'),
        ...filesOf('bare', [{ ...bare, metadata: { name: metadata.name ?? '' } }]),
      });
      const own = await stage().repository('healthy', good('1'));
      await stage().cluster.apply(...dialect.owner(stage(), 'healthy', own, 'good'));
      const platform = await stage().platform();
      const push = async (version: string): Promise<void> => {
        await stage().git.commitFiles('healthy', 'main', good(version), 'Change it');
        await platform.manager.announce(own);
      };
      await dialect.healthy(stage(), 'healthy');
      const broken: readonly BrokenOwner[] = [
        ...folders.flatMap(({ folder, says: { [name]: says } }) =>
          says === undefined ? [] : [{ name: folder, says, owners: dialect.owner(stage(), folder, url, folder) }],
        ),
        ...dialect.owners(stage(), url),
      ];
      await stage().cluster.apply(...broken.flatMap(({ owners }) => owners));
      // While all of them are looked at for the first time.
      await push('2');
      await expectData(stage().cluster, namespace, 'good', { version: '2' }, 10 * pushMs);
      await eventually(async () => {
        const wrong: string[] = [];
        for (const { name: owner, says } of broken) {
          const told = await dialect.told(stage(), owner);
          if (!says.test(told)) wrong.push(`${owner}: ${told}`);
        }
        expect(wrong).toEqual([]);
      }, 60_000);
      // And when they stand there broken, and are tried again and again.
      await push('3');
      await expectData(stage().cluster, namespace, 'good', { version: '3' }, pushMs);
      expect([...(await liveObjects(stage())).keys()]).toEqual(['ConfigMap/good']);
    }, 120_000);
  });
}
