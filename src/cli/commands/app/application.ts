import { isJsonObject, jsonAt, type KubeObject, textAt } from '../../../base/index.ts';
import { argoGroup } from '../../../argocd/index.ts';
import type { KubeConnection, ResourceRef } from '../../../kube/index.ts';
import { openCluster, resourceOf } from '../../cluster/open-cluster.ts';
import { textFlag, UsageError } from '../../flags.ts';
import type { Invocation, Terminal } from '../../terminal.ts';

/** The Applications of one control plane. */
export interface Applications {
  readonly connection: KubeConnection;
  readonly namespace: string;
  readonly ref: (name: string) => ResourceRef;
  readonly get: (name: string) => Promise<KubeObject>;
  readonly list: () => Promise<readonly KubeObject[]>;
}

/** Runs `work` with the Applications that the flags name, and closes the connection afterwards. */
export async function withApplications(
  invocation: Invocation,
  terminal: Terminal,
  work: (applications: Applications) => Promise<number>,
): Promise<number> {
  await using connection = await openCluster(invocation, terminal);
  const { signal } = terminal;
  const resource = await resourceOf(connection, { group: argoGroup, kind: 'Application' }, signal);
  const fallback = textFlag(invocation, 'app-namespace') ?? 'argocd';
  const ref = (name: string): ResourceRef => {
    // As argocd takes them: `name`, or `namespace/name`.
    const slash = name.indexOf('/');
    return { resource, namespace: slash < 0 ? fallback : name.slice(0, slash), name: name.slice(slash + 1) };
  };
  return await work({
    connection,
    namespace: fallback,
    ref,
    get: (name) => connection.client.get(ref(name), { signal }),
    list: async () => (await connection.client.list(resource, { namespace: fallback, signal })).items,
  });
}

/** The one argument of a command; throws UsageError where there is none, or more. */
export function oneArgument(invocation: Invocation, what: string): string {
  const [first, ...more] = invocation.args;
  if (first === undefined || more.length > 0) throw new UsageError(`takes one argument: ${what}`);
  return first;
}

/** `Auto-Prune`, `Auto` or `Manual`, as argocd says it. */
export function syncPolicyOf(application: KubeObject): string {
  const automated = jsonAt(application, 'spec', 'syncPolicy', 'automated');
  if (!isJsonObject(automated) || automated['enabled'] === false) return 'Manual';
  return automated['prune'] === true ? 'Auto-Prune' : 'Auto';
}

/** The types of the conditions, or `<none>`. */
export function conditionTypes(application: KubeObject): string {
  const conditions = jsonAt(application, 'status', 'conditions');
  if (!Array.isArray(conditions) || conditions.length === 0) return '<none>';
  return conditions.map((condition) => textAt(condition, 'type')).join(',');
}

/** Where the Application delivers to, as argocd says it. */
export function destinationOf(application: KubeObject): string {
  return (
    textAt(application, 'spec', 'destination', 'server') ||
    textAt(application, 'spec', 'destination', 'name') ||
    'https://kubernetes.default.svc'
  );
}
