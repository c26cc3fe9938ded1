import { gunzipSync, gzipSync } from 'node:zlib';
import { type Clock, isJsonObject, type JsonObject, type KubeObject, objectAt, textAt } from '../../src/base/index.ts';
import type { TestCluster } from '../support/test-cluster.ts';
import { type EndState, endState } from './end-state.ts';
import { helmStep, type HelmPlace, type StepResult } from './helm-steps.ts';
import type { ReleaseScenario, Step } from './model.ts';
import { ourStep } from './our-steps.ts';

/** Who takes the steps on the release: one of the two, or both in turn. */
export type Hands = 'helm' | 'ours' | 'ours, then helm' | 'helm, then ours';

/** Where a scenario is run. */
export interface ReleaseStage {
  readonly cluster: TestCluster;
  readonly clock: Clock;
  readonly helm: string;
  readonly kubeconfig: string;
}

/** Goes through a scenario in a namespace of its own, and tells how it ended. */
export async function runReleaseScenario(
  stage: ReleaseStage,
  scenario: ReleaseScenario,
  hands: Hands,
  namespace: string,
): Promise<EndState> {
  const { cluster } = stage;
  if (scenario.definitions === true)
    await cluster.remove('apiextensions.k8s.io/CustomResourceDefinition', '', 'widgets.releases.example.com');
  if (scenario.withoutNamespace !== true)
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await untilReady(cluster, namespace, scenario);
  const place: HelmPlace = { helm: stage.helm, kubeconfig: stage.kubeconfig, namespace };
  const results: StepResult[] = [];
  let turn = hands === 'helm, then ours' ? 1 : 0;
  for (const step of scenario.steps) {
    if (await othersStep(cluster, namespace, step)) continue;
    const isOurs = hands === 'ours' || (hands !== 'helm' && turn % 2 === 0);
    turn += 1;
    // What another hand defined is known to a fresh process, as helm is one each time.
    cluster.client.discovery.invalidate();
    results.push(await (isOurs ? ourStep(place, cluster.client, stage.clock, step) : helmStep(place, step)));
  }
  await untilGone(cluster, namespace);
  return await endState(cluster, namespace, results);
}

/** A namespace takes objects once its defaults are there; the definition of the last scenario must be gone. */
async function untilReady(
  cluster: TestCluster,
  namespace: string,
  { withoutNamespace, definitions }: ReleaseScenario,
): Promise<void> {
  await eventually(async () => {
    const kind = 'apiextensions.k8s.io/CustomResourceDefinition';
    if (definitions === true && (await cluster.find(kind, '', 'widgets.releases.example.com')) !== undefined)
      return false;
    return withoutNamespace === true || (await cluster.find('ConfigMap', namespace, 'kube-root-ca.crt')) !== undefined;
  });
}

/** Objects that are being deleted go on their own time. */
async function untilGone(cluster: TestCluster, namespace: string): Promise<void> {
  await eventually(async () => {
    const left = await Promise.all(
      ['Pod', 'batch/Job', 'apps/Deployment'].map((kind) => cluster.list(kind, namespace)),
    );
    return left.flat().every(({ metadata }) => metadata.deletionTimestamp === undefined);
  });
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await isSo()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the cluster did not come to rest');
}

async function othersStep(cluster: TestCluster, namespace: string, step: Step): Promise<boolean> {
  if ('apply' in step) {
    for (const object of step.apply) {
      const metadata = { ...object.metadata, namespace };
      await cluster.apply(
        JSON.parse(JSON.stringify({ ...object, metadata }).replaceAll('NAMESPACE', namespace)) as KubeObject,
      );
    }
  } else if ('remove' in step) {
    await cluster.remove(step.remove.kind, namespace, step.remove.name);
  } else if ('leave' in step) {
    await leavePending(cluster, namespace, step.leave);
  } else {
    return false;
  }
  return true;
}

/** Rewrites the newest record as a process leaves it that died in the middle. */
async function leavePending(cluster: TestCluster, namespace: string, status: string): Promise<void> {
  const records = (await cluster.list('Secret', namespace)).filter(({ type }) => type === 'helm.sh/release.v1');
  const versionOf = (record: KubeObject): number => Number(record.metadata.labels?.['version']);
  const [newest] = records.toSorted((a, b) => versionOf(b) - versionOf(a));
  if (newest === undefined) throw new Error('there is no record');
  const packed = Buffer.from(textAt(newest, 'data', 'release'), 'base64').toString('latin1');
  const release = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as JsonObject;
  const info = { ...objectAt(release, 'info'), status };
  const json = JSON.stringify({ ...release, info: isJsonObject(info) ? info : {} });
  const data = Buffer.from(gzipSync(json).toString('base64'), 'latin1').toString('base64');
  await cluster.edit('Secret', namespace, newest.metadata.name ?? '', {
    metadata: { labels: { status } },
    data: { release: data },
  });
}
