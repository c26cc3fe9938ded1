import { type KubeObject, messageOf, sleep, textAt } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import { ReleaseError } from '../error.ts';
import { buildObjects, createObjects, type ReleaseObject, updateObjects } from '../objects/index.ts';
import type { RenderedChart } from '../rendered-chart.ts';
import { isReady, waitUntilCurrent } from '../wait/index.ts';
import { type ActionContext, writeOptions } from './context.ts';
import { told } from './told.ts';

/** What happens to the definitions that a chart brings (Flux's words; helm itself installs them with `Create`). */
export type CrdPolicy = 'Skip' | 'Create' | 'CreateReplace';

/** How long definitions may take to be established, in ms. */
const establishMs = 60_000;

/** How long an established definition may take to be served, and how often it is looked for, in ms. */
const serveMs = 10_000;
const servePollMs = 50;

/** How a chart's definitions are applied. */
export interface CrdOptions {
  readonly policy: CrdPolicy;
  readonly serverSide: boolean;
  readonly forceConflicts: boolean;
  /** Only CustomResourceDefinitions of `crds/` are applied, not what else lies there (helm-controller). */
  readonly definitionsOnly: boolean;
}

/**
 * Applies the files of `crds/` and waits until they are established (helm v4 pkg/action/install.go installCRDs; helm-controller
 * internal/action/crds.go). By server-side apply `Create` changes a definition that is there, client-side it leaves it.
 * @throws ReleaseError `apply`.
 */
export async function applyCrds(
  context: ActionContext,
  crds: RenderedChart['crds'],
  namespace: string,
  options: CrdOptions,
): Promise<void> {
  if (options.policy === 'Skip' || crds.length === 0) return;
  const { client, clock, signal } = context;
  const built: { file: string; objects: ReleaseObject[] }[] = [];
  for (const { name, manifest } of crds) {
    const objects = await told(`failed to install CRD ${name}`, () =>
      buildObjects(manifest, namespace, client.discovery, signal),
    );
    const wanted = options.definitionsOnly ? objects.filter(({ resource }) => isDefinition(resource)) : objects;
    built.push({ file: name, objects: wanted.map((object) => labelled(object, context.originLabels ?? {})) });
  }
  const applied =
    options.policy === 'Create' ? await create(context, built, options) : await replace(context, built, options);
  if (applied.length === 0) return;
  await waitUntilCurrent(applied, isReady, { client, clock, signal, timeoutMs: establishMs });
  await untilServed(context, applied);
}

/** A definition is served a moment after it is established: objects of it in the same chart would be unknown. */
async function untilServed({ client, clock, signal }: ActionContext, applied: readonly ReleaseObject[]): Promise<void> {
  const end = clock.now() + serveMs;
  for (const { object } of applied.filter(({ resource }) => isDefinition(resource))) {
    const group = textAt(object, 'spec', 'group');
    const kind = textAt(object, 'spec', 'names', 'kind');
    for (;;) {
      client.discovery.invalidate();
      const resource = await client.discovery.find({ group, kind }, signal);
      if (resource !== undefined || clock.now() >= end) break;
      await sleep(clock, servePollMs, signal);
    }
  }
}

const isDefinition = ({ group, kind }: ReleaseObject['resource']): boolean =>
  group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition';

function labelled(target: ReleaseObject, labels: Readonly<Record<string, string>>): ReleaseObject {
  if (Object.keys(labels).length === 0) return target;
  const { metadata } = target.object;
  const object: KubeObject = {
    ...target.object,
    metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
  };
  return { ...target, object };
}

type Files = readonly { readonly file: string; readonly objects: readonly ReleaseObject[] }[];

async function create(context: ActionContext, files: Files, options: CrdOptions): Promise<ReleaseObject[]> {
  const applied: ReleaseObject[] = [];
  const write = writeOptions(context, options.serverSide, options.forceConflicts);
  for (const { file, objects } of files) {
    if (objects.length === 0) continue;
    try {
      applied.push(...(await createObjects(objects, write)));
    } catch (error) {
      const { cause } = error as Error;
      if (cause instanceof KubeError && cause.code === 'already-exists') continue;
      throw new ReleaseError('apply', `failed to install CRD ${file}: ${messageOf(error)}`, {
        object: file,
        cause: error,
      });
    }
  }
  return applied;
}

async function replace(context: ActionContext, files: Files, options: CrdOptions): Promise<ReleaseObject[]> {
  const targets = files.flatMap(({ objects }) => objects);
  const { applied, error } = await updateObjects(targets, targets, {
    ...writeOptions(context, options.serverSide, options.forceConflicts),
    forceReplace: !options.serverSide,
    threeWayForCustom: false,
    foldClientSide: false,
  });
  if (error === undefined) return [...applied];
  throw new ReleaseError('apply', `failed to update CustomResourceDefinition(s): ${error.message}`, { cause: error });
}
