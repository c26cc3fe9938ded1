import {
  formatKey,
  type KubeObject,
  type ObjectKey,
  parseApiVersion,
  type Problem,
  SlipwayError,
} from '../../../base/index.ts';
import type { ObjectState } from '../../../engine/index.ts';
import { KubeError } from '../../../kube/index.ts';
import { writeYaml } from '../../../yaml/index.ts';
import { contract, type ObjectDetail, type ProblemView } from '../../contract/index.ts';
import { lineUrl, withoutPassword } from '../../deliveries/index.ts';
import {
  buildTree,
  type BuiltTree,
  desiredManifest,
  eventViews,
  logLines,
  objectOfEvent,
  SecretMasker,
} from '../../objects/index.ts';
import { writePosition } from '../../stream/index.ts';
import { answerHeaders, ApiError, type ContractRouter } from '../http/index.ts';
import {
  type LookedAt,
  type LookOptions,
  looksOf,
  type V1Ports,
  type VisibleDelivery,
  visibleDelivery,
} from './ports.ts';

interface ObjectQuery {
  readonly group?: string | undefined;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Trees, objects, events and logs. */
export function addObjectRoutes(router: ContractRouter, ports: V1Ports): void {
  const { deliveries, epoch } = ports;
  router.add(contract.tree, async ({ params }, { subject, signal }) => {
    const found = visibleDelivery(ports, subject, params);
    const position = writePosition({ epoch, seq: deliveries.index.log.head });
    const { nodes, truncated, unread } = await treeOf(ports, found, signal);
    // What another delivery is may be shown to who may see that one.
    const shown = nodes.map(({ delivery, ...node }) =>
      delivery === undefined || isVisible(ports, subject, delivery)
        ? { ...node, ...(delivery === undefined ? {} : { delivery }) }
        : node,
    );
    return { nodes: shown, truncated, unread, position };
  });
  router.add(contract.object, async ({ params, query }, { subject, signal }) => {
    const found = visibleDelivery(ports, subject, params);
    return objectDetail(ports, found, query, signal);
  });
  router.add(contract.events, async ({ params, query }, { subject, signal }) => {
    const found = visibleDelivery(ports, subject, params);
    const { objects } = looksOf(ports);
    if (query.kind !== undefined && query.name !== undefined) {
      const { key } = await objectOf(ports, found, { ...query, kind: query.kind, name: query.name }, signal);
      const target = await objects.target(found.owner, signal);
      return eventViews(await objects.events(target, key.namespace, key, signal));
    }
    return eventViews(await eventsOf(ports, found, signal));
  });
  router.add(contract.logs, async ({ params, query }, { subject, signal }) => {
    const found = visibleDelivery(ports, subject, params);
    const pod = { group: '', kind: 'Pod', namespace: query.namespace, name: query.pod };
    await objectOf(ports, found, pod, signal);
    const { objects } = looksOf(ports);
    const target = await objects.target(found.owner, signal);
    const stop = new AbortController();
    const chunks = await objects.logs(
      target,
      {
        namespace: query.namespace,
        pod: query.pod,
        container: query.container,
        follow: query.follow ?? false,
        tail: query.tail ?? 1_000,
        sinceSeconds: query.sinceSeconds,
        previous: query.previous ?? false,
      },
      AbortSignal.any([signal, stop.signal]),
    );
    const lines = logLines(chunks, query.container);
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { value, done } = await lines.next();
            controller.enqueue(
              encoder.encode(`${JSON.stringify(done === true ? { end: 'the log ends here' } : value)}\n`),
            );
            if (done === true) controller.close();
          } catch (error) {
            if (stop.signal.aborted || signal.aborted) return controller.close();
            const end = error instanceof KubeError ? error.message : 'the connection was lost';
            controller.enqueue(encoder.encode(`${JSON.stringify({ end })}\n`));
            controller.close();
          }
        },
        cancel: () => stop.abort(),
      },
      { highWaterMark: 0 },
    );
    return new Response(body, {
      headers: { ...answerHeaders, 'Content-Type': 'application/x-ndjson; charset=utf-8', 'X-Accel-Buffering': 'no' },
    });
  });
}

/** The tree of a delivery as it is now; whoever watches the delivery is told of its changes from here on. */
export async function treeOf(
  ports: V1Ports,
  { kind, owner, entry }: VisibleDelivery,
  signal: AbortSignal,
): Promise<BuiltTree> {
  const { objects } = looksOf(ports);
  const target = await objects.target(owner, signal);
  const kinds = new Set(ports.deliveries.kinds().map((known) => `${known.kind.group}/${known.kind.kind}`));
  const build = (): Promise<BuiltTree> =>
    buildTree(
      objects,
      {
        row: entry.row,
        owner,
        owned: ports.deliveries.owned(kind, owner),
        target,
        deliveryOf: (key) =>
          target.cluster === 'in-cluster' && kinds.has(`${key.group}/${key.kind}`)
            ? `${key.kind}/${key.namespace}/${key.name}`
            : undefined,
        now: ports.clock.now(),
      },
      signal,
    );
  return ports.trees.build(entry.row.id, build);
}

/** An object of the delivery's tree. Throws ApiError `not-found` for any other, whether or not it exists. */
async function objectOf(ports: V1Ports, found: VisibleDelivery, query: ObjectQuery, signal: AbortSignal) {
  const key: ObjectKey = {
    group: query.group ?? '',
    kind: query.kind,
    namespace: query.namespace ?? '',
    name: query.name,
  };
  const tree = await treeOf(ports, found, signal);
  const id = formatKey(key);
  const node = tree.nodes.find((candidate) => candidate.id === id && candidate.parent !== undefined);
  if (node === undefined) throw new ApiError('not-found', 'the delivery has no such object', { object: id });
  return { key, node };
}

function isVisible(
  { deliveries, authorizer }: V1Ports,
  subject: Parameters<typeof visibleDelivery>[1],
  id: string,
): boolean {
  const entry = deliveries.index.get(id);
  return entry !== undefined && authorizer.may(subject, 'read', entry.row);
}

async function objectDetail(
  ports: V1Ports,
  found: VisibleDelivery,
  query: ObjectQuery,
  signal: AbortSignal,
): Promise<ObjectDetail> {
  const { key, node } = await objectOf(ports, found, query, signal);
  const looks = looksOf(ports);
  const problems: ProblemView[] = [];
  const target = await looks.objects.target(found.owner, signal);
  const [live, state] = await Promise.all([
    looks.objects.get(target, key, signal).catch((error: unknown) => {
      if (!(error instanceof KubeError)) throw error;
      problems.push({ code: error.code, message: 'the object cannot be read from the cluster', raw: error.message });
      return undefined;
    }),
    node.managed ? stateOf(ports, found, key, problems, signal) : undefined,
  ]);
  const masker = new SecretMasker();
  const shown = live === undefined ? undefined : masker.object(withoutManagedFields(live));
  const { row } = found.entry;
  const repo = row.source?.repo ?? '';
  const commit = state?.revision;
  const desired = state?.object.desired;
  const object = live ?? desired;
  return {
    object: key,
    apiVersion: object?.apiVersion ?? (key.group === '' ? node.version : `${key.group}/${node.version}`),
    delivery: row.id,
    managed: node.managed,
    ...(node.sync === undefined ? {} : { sync: node.sync }),
    ...(node.health === undefined
      ? {}
      : { health: { status: node.health, ...(node.why === undefined ? {} : { why: node.why }) } }),
    node,
    summary: node.facts,
    labels: { ...object?.metadata.labels },
    annotations: { ...(shown ?? (desired === undefined ? undefined : masker.object(desired)))?.metadata.annotations },
    ...(live?.metadata.creationTimestamp === undefined ? {} : { createdAt: live.metadata.creationTimestamp }),
    ...(shown === undefined
      ? {}
      : { live: { yaml: writeYaml(shown), resourceVersion: live?.metadata.resourceVersion ?? '' } }),
    ...(desired === undefined
      ? {}
      : {
          desired: {
            ...desiredManifest(masker.object(desired), state?.object.manifest, (file, line) =>
              commit === undefined ? undefined : lineUrl(repo, commit, file, line),
            ),
            ...(commit === undefined ? {} : { commit }),
            ...(repo === '' ? {} : { repo: withoutPassword(repo) }),
          },
        }),
    problems,
  };
}

/** What a pass would find of one object; why it cannot be said is added to the problems. */
async function stateOf(
  ports: V1Ports,
  { owner }: VisibleDelivery,
  key: ObjectKey,
  problems: ProblemView[],
  signal: AbortSignal,
): Promise<{ readonly object: ObjectState; readonly revision: string | undefined } | undefined> {
  const outcome = await plannedOutcome(ports, owner, problems, signal);
  const id = formatKey(key);
  const object = outcome?.objects?.find((state) => formatKey(state.key) === id);
  return object === undefined ? undefined : { object, revision: outcome?.revision?.commit };
}

/** What a pass would find; why it cannot be said is added to the problems. */
export async function plannedOutcome(
  ports: V1Ports,
  owner: KubeObject,
  problems: ProblemView[],
  signal: AbortSignal,
  options?: LookOptions,
): Promise<LookedAt | undefined> {
  try {
    const outcome = await looksOf(ports).plan(owner, signal, options);
    problems.push(...(outcome.failure?.problems ?? []).map(problemView));
    return outcome;
  } catch (error) {
    if (!(error instanceof SlipwayError) || error instanceof ApiError || signal.aborted) throw error;
    problems.push({ code: error.code, message: error.message });
    return undefined;
  }
}

/** A problem as the page shows it. */
export function problemView({ code, message, object, file, line, column }: Problem): ProblemView {
  return {
    code,
    message,
    ...(object === undefined ? {} : { object }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

/** Events on the owner, and on everything in its tree. */
async function eventsOf(ports: V1Ports, found: VisibleDelivery, signal: AbortSignal): Promise<KubeObject[]> {
  const { objects } = looksOf(ports);
  const { owner } = found;
  const home = { cluster: 'in-cluster', identity: undefined };
  const ownerKey = {
    group: parseApiVersion(owner.apiVersion).group,
    kind: owner.kind,
    namespace: owner.metadata.namespace ?? '',
    name: owner.metadata.name ?? '',
  };
  const target = await objects.target(owner, signal);
  const tree = await treeOf(ports, found, signal);
  const ids = new Set(tree.nodes.slice(1).map(({ id }) => id));
  const namespaces = [
    ...new Set(
      tree.nodes
        .slice(1)
        .map(({ object }) => object.namespace)
        .filter((namespace) => namespace !== ''),
    ),
  ].slice(0, 20);
  const [own, ...others] = await Promise.all([
    objects.events(home, ownerKey.namespace, ownerKey, signal),
    ...namespaces.map((namespace) => objects.events(target, namespace, undefined, signal).catch(() => [])),
  ]);
  return [...own, ...others.flat().filter((event) => ids.has(formatKey(objectOfEvent(event))))];
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
