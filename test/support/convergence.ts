import { expect } from 'vitest';
import { isJsonObject, type Json, jsonAt, type KubeObject, textAt } from '../../src/base/index.ts';
import { ownerId } from '../../src/engine/index.ts';
import { type DeliveryStage, eventually } from './delivery-stage.ts';
import { applicationOf, expectApplied, expectSynced, quiet, reconciles } from './delivery-status.ts';
import { describeRequest, isCreation, isEvent, isWrite } from './kube-request.ts';

/** What a test's Git says should be, and who delivers it. */
export interface Expected {
  /** Everything that Git holds for the stage's namespace. */
  readonly objects: readonly KubeObject[];
  readonly applications?: readonly string[];
  readonly kustomizations?: readonly string[];
  /** The commit that all of them are at, where they share one. */
  readonly revision?: string;
  readonly timeout?: number;
}

/** The kinds whose objects are counted: those that tests deliver. */
const kinds = ['ConfigMap', 'Service', 'apps/Deployment'] as const;

/**
 * The end of every fault test: the owners say so, the cluster is as Git says, nothing more is there, and a new process with empty caches
 * that looks at everything twice writes nothing.
 */
export async function expectConverged(stage: DeliveryStage, expected: Expected): Promise<void> {
  const { applications = [], kustomizations = [], revision, timeout = 30_000 } = expected;
  const options = { timeout, ...(revision !== undefined && { revision }) };
  // Where a process was killed another takes its place: statuses tell when Deployments are well.
  if (!stage.hasPlatform) await stage.platform();
  for (const name of applications) await expectSynced(stage, name, options);
  for (const name of kustomizations) await expectSourced(stage, await expectApplied(stage, name, options));
  // A write that its sender gave up may be carried out later than the next one: it is drift then, and repaired.
  await eventually(() => expectObjects(stage, expected.objects));
  for (const name of applications) {
    await eventually(async () => {
      expect(jsonAt(await applicationOf(stage, name), 'status', 'health', 'status')).toBe('Healthy');
    });
  }
  await quiet(stage, 500);
  await stage.closePlatforms();

  const { mark } = stage.proxy;
  const platform = await stage.platform();
  const owners = [
    ...applications.map((name) => ({ ...application, name })),
    ...kustomizations.map((name) => ({ ...kustomization, name })),
  ];
  const passes = async (): Promise<number> =>
    (await reconciles(platform, 'argocd-application-controller')) +
    (await reconciles(platform, 'kustomize-controller'));
  await eventually(async () => expect(await passes()).toBeGreaterThanOrEqual(owners.length));
  await quiet(stage, 300);
  const before = await passes();
  for (const owner of owners) platform.manager.poke(ownerId(owner));
  await eventually(async () => expect(await passes()).toBeGreaterThanOrEqual(before + owners.length));
  await quiet(stage, 300);
  const written = stage.proxy.since(mark).filter((request) => isWrite(request) && !isNoop(request));
  expect(written.map((request) => `${describeRequest(request)} ${request.body}`)).toEqual([]);
  await expectObjects(stage, expected.objects);
}

const application = { cluster: 'in-cluster', group: 'argoproj.io', kind: 'Application', namespace: 'argocd' } as const;
const kustomization = {
  cluster: 'in-cluster',
  group: 'kustomize.toolkit.fluxcd.io',
  kind: 'Kustomization',
  namespace: 'flux-system',
} as const;

/** Waits until a Kustomization's source says that it is at what was applied: Kustomizations may be ahead of its status. */
async function expectSourced(stage: DeliveryStage, object: KubeObject): Promise<void> {
  const name = textAt(object, 'spec', 'sourceRef', 'name');
  await eventually(async () => {
    const source = await stage.cluster.get('source.toolkit.fluxcd.io/GitRepository', 'flux-system', name);
    expect(textAt(source, 'status', 'artifact', 'revision')).toBe(textAt(object, 'status', 'lastAppliedRevision'));
  });
}

/** Every start makes sure that the default project is there: it is, and the API server says so. */
function isNoop({ method, path, status }: { method: string; path: string; status: number | undefined }): boolean {
  return method === 'POST' && path.endsWith('/appprojects') && status === 409;
}

/** The stage's namespace holds these objects with these values, and no others of their kinds. */
export async function expectObjects(stage: DeliveryStage, objects: readonly KubeObject[]): Promise<void> {
  const live = await liveObjects(stage);
  expect([...live.keys()].sort()).toEqual(objects.map(nameOf).sort());
  for (const object of objects) {
    const found = live.get(nameOf(object));
    expect(missing(object as unknown as Json, found as unknown as Json), nameOf(object)).toEqual([]);
    expect(found?.metadata.deletionTimestamp).toBeUndefined();
  }
}

/** What the test's deliveries have made in the stage's namespace, by `Kind/name`. */
export async function liveObjects(stage: DeliveryStage): Promise<Map<string, KubeObject>> {
  const live = new Map<string, KubeObject>();
  for (const kind of kinds) {
    for (const object of await stage.cluster.list(kind, stage.namespace)) {
      // Kubernetes puts this one into every namespace.
      if (object.metadata.name !== 'kube-root-ca.crt') live.set(nameOf(object), object);
    }
  }
  return live;
}

/** Objects that were made more than once in a while: by path, how often. */
export function madeTwice(stage: DeliveryStage, mark = 0): string[] {
  const times = new Map<string, number>();
  for (const request of stage.proxy.since(mark)) {
    const { path } = request;
    if (isCreation(request) && !isEvent(request)) times.set(path, (times.get(path) ?? 0) + 1);
  }
  return [...times].filter(([, count]) => count > 1).map(([path, count]) => `${path} × ${count}`);
}

function nameOf(object: KubeObject): string {
  return `${object.kind}/${object.metadata.name ?? ''}`;
}

/** Where `live` has not got what `desired` says; what else it has does not count. */
function missing(desired: Json, live: Json | undefined, path = ''): string[] {
  if (Array.isArray(desired)) {
    const items = Array.isArray(live) ? live : [];
    return desired.flatMap((item, index) => missing(item, items[index], `${path}[${index}]`));
  }
  if (isJsonObject(desired)) {
    const members = isJsonObject(live) ? live : {};
    return Object.entries(desired).flatMap(([key, value]) =>
      value === undefined ? [] : missing(value, members[key], `${path}.${key}`),
    );
  }
  return desired === live ? [] : [`${path}: ${JSON.stringify(live)} instead of ${JSON.stringify(desired)}`];
}
