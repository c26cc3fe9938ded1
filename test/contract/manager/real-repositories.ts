import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gvkOf, isKubeObject, jsonAt, type KubeObject } from '../../../src/base/index.ts';
import { readYaml, toJson } from '../../../src/yaml/index.ts';
import { application, automated, gitRepository, kustomization } from '../../support/delivery-manifests.ts';
import { eventually } from '../../support/delivery-stage.ts';
import {
  applicationKind,
  applicationOf,
  expectApplied,
  expectSynced,
  kustomizationKind,
} from '../../support/delivery-status.ts';
import type { TestCluster } from '../../support/test-cluster.ts';
import { type ManagerContract, useStage } from './contract.ts';

/**
 * Upstream's own examples below SLIPWAY_DATA/examples: how many objects they hold, whether these name their namespaces, and the
 * health that Argo CD sees. Neither cluster has metrics, and an autoscaler that gets none is degraded.
 */
const repositories = [
  { folder: 'argocd-example-apps', path: 'guestbook', objects: 2, placed: false, health: 'Healthy' },
  { folder: 'podinfo', path: 'deploy/webapp', objects: 11, placed: true, health: 'Degraded' },
] as const;

/** How long pods and the end of a namespace may take, in ms. */
const patienceMs = 60_000;

/** Repositories that upstream publishes for its users, delivered as they are through either dialect, and taken away again. */
export function describeRealRepositories(contract: Pick<ManagerContract, 'start'>): void {
  const examples = join(process.env['SLIPWAY_DATA'] ?? '', 'examples');
  if (process.env['SLIPWAY_DATA'] === undefined || !existsSync(examples)) {
    it.skipIf(process.env['ORACLE_REQUIRED'] !== '1')('real repositories need SLIPWAY_DATA, which is not set', () => {
      expect.fail('SLIPWAY_DATA is not set, and ORACLE_REQUIRED=1 demands it');
    });
    return;
  }

  describe.each(repositories)('$folder, $path', ({ folder, path, objects: count, placed, health }) => {
    const stage = useStage(contract);
    const files = filesBelow(join(examples, folder), path);
    const objects = Object.entries(files).flatMap(([file, text]) => objectsIn(file, text));

    const expectLive = async (mark: (object: KubeObject) => unknown): Promise<void> => {
      expect(objects).toHaveLength(count);
      for (const object of objects) {
        const live = await find(stage().cluster, object, stage().namespace);
        expect(live, `${object.kind} ${object.metadata.name}`).toBeDefined();
        expect(mark(live!), `${object.kind} ${object.metadata.name}`).toBeTruthy();
      }
    };
    const expectGone = (): Promise<void> =>
      eventually(async () => {
        const left = await Promise.all(objects.map((object) => find(stage().cluster, object, stage().namespace)));
        expect(left.filter((object) => object !== undefined)).toEqual([]);
      }, patienceMs);

    it(
      'is delivered by an Application',
      async () => {
        const repoURL = await stage().repository('example', files);
        const { namespace } = stage();
        const app = application({ name: 'example', repoURL, path, namespace, syncPolicy: automated });
        const directory = { source: { repoURL, path, targetRevision: 'main', directory: { recurse: true } } };
        await stage().cluster.apply({ ...app, spec: { ...(app['spec'] as object), ...directory } });
        await stage().platform();
        await expectSynced(stage(), 'example', { timeout: patienceMs });
        await eventually(async () => {
          expect(jsonAt(await applicationOf(stage(), 'example'), 'status', 'health', 'status')).toBe(health);
        }, patienceMs);
        await expectLive((live) =>
          live.metadata.annotations?.['argocd.argoproj.io/tracking-id']?.startsWith('example:'),
        );
        await stage().cluster.remove(applicationKind, 'argocd', 'example');
        await expectGone();
      },
      3 * patienceMs,
    );

    it(
      'is delivered by a Kustomization',
      async () => {
        const { namespace } = stage();
        const url = await stage().repository('example', files);
        const target = placed ? {} : { targetNamespace: namespace };
        await stage().cluster.apply(
          gitRepository('example', url),
          kustomization('example', { path, wait: true, ...target }),
        );
        await stage().platform();
        await expectApplied(stage(), 'example', { timeout: patienceMs });
        await expectLive((live) => live.metadata.labels?.['kustomize.toolkit.fluxcd.io/name'] === 'example');
        await stage().cluster.remove(kustomizationKind, 'flux-system', 'example');
        await expectGone();
      },
      3 * patienceMs,
    );
  });
}

function filesBelow(root: string, path: string): Record<string, string> {
  const found = globSync(`${path}/**/*.yaml`, { cwd: root }).sort();
  return Object.fromEntries(found.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

function objectsIn(file: string, text: string): KubeObject[] {
  const { documents } = readYaml(text, { profile: 'go2', file });
  return documents.map(({ value }) => toJson(value)).filter(isKubeObject);
}

/** The object as it is in the cluster, in the namespace that it names, or in `namespace`. */
async function find(cluster: TestCluster, object: KubeObject, namespace: string): Promise<KubeObject | undefined> {
  const { group, kind } = gvkOf(object);
  const name = group === '' ? kind : `${group}/${kind}`;
  const { namespaced } = await cluster.resource(name);
  return cluster.find(name, namespaced ? (object.metadata.namespace ?? namespace) : '', object.metadata.name ?? '');
}
