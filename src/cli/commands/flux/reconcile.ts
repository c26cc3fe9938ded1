import { jsonAt, type KubeObject, textAt } from '../../../base/index.ts';
import { requestedAtAnnotation, sourceGroup } from '../../../flux/index.ts';
import type { KubeConnection } from '../../../kube/index.ts';
import { openCluster, resourceOf, waitFor } from '../../cluster/open-cluster.ts';
import { durationFlag, switchFlag, textFlag, UsageError } from '../../flags.ts';
import { RefusedError } from '../../refused-error.ts';
import type { RunCommand, Terminal } from '../../terminal.ts';
import { type FluxKind, fluxKinds, readiness } from './sources.ts';

/** `slipway reconcile source git NAME`, `reconcile kustomization NAME`: asks for a reconcile now, and waits for it. */
export const reconcileKind =
  (word: string): RunCommand =>
  async (invocation, terminal) => {
    const kind = fluxKinds.find(({ words }) => words.includes(word));
    const [name, ...more] = invocation.args;
    if (kind === undefined || name === undefined || more.length > 0)
      throw new UsageError('takes the name of one object');
    const namespace = textFlag(invocation, 'namespace') ?? 'flux-system';
    const timeoutMs = durationFlag(invocation, 'timeout') ?? 5 * 60_000;
    await using connection = await openCluster(invocation, terminal);
    const asking: Asking = { connection, terminal, timeoutMs };
    if (switchFlag(invocation, 'with-source')) {
      const code = await reconcileSource(asking, kind, namespace, name);
      if (code !== 0) return code;
    }
    return await reconcile(asking, kind, namespace, name);
  };

/** Who asks where, and how long they wait for each object. */
interface Asking {
  readonly connection: KubeConnection;
  readonly terminal: Terminal;
  readonly timeoutMs: number;
}

async function reconcileSource(asking: Asking, kind: FluxKind, namespace: string, name: string): Promise<number> {
  const { connection, terminal } = asking;
  const { signal } = terminal;
  const resource = await resourceOf(connection, kind, signal);
  const object = await connection.client.get({ resource, namespace, name }, { signal });
  const source = jsonAt(object, 'spec', 'sourceRef');
  const sourceKind = fluxKinds.find((candidate) => candidate.kind === textAt(source, 'kind'));
  if (sourceKind === undefined) throw new RefusedError(`the source of ${name} is of a kind that cannot be reconciled`);
  return await reconcile(asking, sourceKind, textAt(source, 'namespace') || namespace, textAt(source, 'name'));
}

async function reconcile(
  { connection, terminal, timeoutMs }: Asking,
  kind: FluxKind,
  namespace: string,
  name: string,
): Promise<number> {
  const { signal } = terminal;
  const resource = await resourceOf(connection, kind, signal);
  const ref = { resource, namespace, name };
  const before = await connection.client.get(ref, { signal });
  if (jsonAt(before, 'spec', 'suspend') === true)
    throw new RefusedError(`${kind.kind} ${name} is suspended: resume it first`);
  const requested = new Date().toISOString();
  terminal.err(`► annotating ${kind.kind} ${name} in ${namespace} namespace\n`);
  const patch = { metadata: { annotations: { [requestedAtAnnotation]: requested } } };
  await connection.client.patch(ref, { kind: 'merge', patch }, { signal });
  terminal.err(`✔ ${kind.kind} annotated\n◎ waiting for ${kind.kind} reconciliation\n`);
  const after = await waitFor(connection, ref, (object) => isHandled(object, requested), {
    signal,
    timeoutMs,
  });
  const { ready, message } = readiness(after);
  if (ready !== 'True') {
    terminal.err(`✗ ${kind.kind} reconciliation failed: '${message}'\n`);
    return 1;
  }
  const verb = kind.group === sourceGroup ? 'fetched' : 'applied';
  terminal.err(`✔ ${verb} revision ${kind.revision(after)}\n`);
  return 0;
}

function isHandled(object: KubeObject, requested: string): boolean {
  return jsonAt(object, 'status', 'lastHandledReconcileAt') === requested && readiness(object).ready !== 'Unknown';
}
