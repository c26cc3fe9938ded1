import type { KubeObject } from '../../../base/index.ts';
import { sourceGroup } from '../../../flux/index.ts';
import type { KubeConnection } from '../../../kube/index.ts';
import { openCluster } from '../../cluster/open-cluster.ts';
import { switchFlag, textFlag } from '../../flags.ts';
import { table } from '../../output/table.ts';
import type { Invocation, RunCommand, Terminal } from '../../terminal.ts';
import { type FluxKind, fluxKinds, readiness, shortRevision, suspended } from './sources.ts';

/** `slipway get kustomizations`, `get sources git`: the table of one kind, as `flux get` prints it. */
export const getKind =
  (word: string): RunCommand =>
  async (invocation, terminal) => {
    const kinds = fluxKinds.filter(({ words }) => words.includes(word));
    return show(kinds, invocation, terminal, false);
  };

/** `slipway get all`: the tables of every kind, with the kind before each name. */
export const runGetAll: RunCommand = (invocation, terminal) => show(fluxKinds, invocation, terminal, true);

/** `slipway get sources`: the tables of every kind of source. */
export const runGetSources: RunCommand = (invocation, terminal) =>
  show(
    fluxKinds.filter(({ group }) => group === sourceGroup),
    invocation,
    terminal,
    true,
  );

async function show(
  kinds: readonly FluxKind[],
  invocation: Invocation,
  terminal: Terminal,
  prefixed: boolean,
): Promise<number> {
  await using connection = await openCluster(invocation, terminal);
  const everywhere = switchFlag(invocation, 'all-namespaces');
  const namespace = everywhere ? '' : (textFlag(invocation, 'namespace') ?? 'flux-system');
  let found = 0;
  for (const kind of kinds) {
    const objects = await listOf(connection, kind, namespace, invocation.args, terminal.signal);
    if (objects.length === 0) continue;
    const rows = objects.map((object) => {
      const { ready, message } = readiness(object);
      const name = object.metadata.name ?? '';
      return [
        ...(everywhere ? [object.metadata.namespace ?? ''] : []),
        prefixed ? `${kind.prefix}/${name}` : name,
        shortRevision(kind.revision(object)),
        suspended(object),
        ready,
        message,
      ];
    });
    const header = [...(everywhere ? ['NAMESPACE'] : []), 'NAME', 'REVISION', 'SUSPENDED', 'READY', 'MESSAGE'];
    terminal.out(`${found > 0 ? '\n' : ''}${table(header, rows)}`);
    found += rows.length;
  }
  if (found > 0) return 0;
  const where = namespace === '' ? 'any namespace' : `"${namespace}" namespace`;
  terminal.err(`✗ no ${kinds.map(({ kind }) => kind).join(' or ')} objects found in ${where}\n`);
  return prefixed ? 0 : 1;
}

async function listOf(
  { client }: KubeConnection,
  kind: FluxKind,
  namespace: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const resource = await client.discovery.find(kind, signal);
  if (resource === undefined) return [];
  const { items } = await client.list(resource, { namespace, signal });
  return names.length === 0 ? items : items.filter(({ metadata }) => names.includes(metadata.name ?? ''));
}
