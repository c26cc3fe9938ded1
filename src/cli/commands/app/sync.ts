import { isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import { readApplicationSpec } from '../../../argocd/index.ts';
import { waitFor } from '../../cluster/open-cluster.ts';
import { durationFlag, listFlag, switchFlag, textFlag, UsageError } from '../../flags.ts';
import { RefusedError } from '../../refused-error.ts';
import type { RunCommand, Terminal } from '../../terminal.ts';
import { type Applications, oneArgument, withApplications } from './application.ts';

/** `slipway app sync`: starts an operation and waits for its end; exit code 1 where it did not succeed. */
export const runAppSync: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async (applications) => {
    const name = oneArgument(invocation, 'the name of an Application');
    const revision = textFlag(invocation, 'revision');
    const resources = listFlag(invocation, 'resource').map(resourceOf);
    const application = await applications.get(name);
    const dryRun = switchFlag(invocation, 'dry-run');
    if (revision !== undefined && !dryRun) refuseOtherRevision(application, revision);
    const options = jsonAt(application, 'spec', 'syncPolicy', 'syncOptions');
    const sync: JsonObject = {
      ...(revision === undefined ? {} : { revision }),
      prune: switchFlag(invocation, 'prune'),
      dryRun,
      syncStrategy: { hook: { force: switchFlag(invocation, 'force') } },
      ...(Array.isArray(options) ? { syncOptions: options } : {}),
      ...(resources.length === 0 ? {} : { resources }),
    };
    const finished = await operate(applications, name, sync, {
      terminal,
      timeoutMs: durationFlag(invocation, 'timeout') ?? 0,
      wait: !switchFlag(invocation, 'async'),
    });
    return finished;
  });

/** What automated sync would undo at once is refused (Argo CD v3, server/application Sync). */
function refuseOtherRevision(application: KubeObject, revision: string): void {
  const target = textAt(application, 'spec', 'source', 'targetRevision') || 'HEAD';
  if (readApplicationSpec(application).automated === undefined || revision === target) return;
  throw new RefusedError(`Cannot sync to ${revision}: auto-sync currently set to ${target}`);
}

/** Writes the operation, waits for its end where asked, and tells how it ended; the exit code. */
export async function operate(
  { connection, ref, get }: Applications,
  name: string,
  sync: JsonObject,
  { terminal, timeoutMs, wait }: { terminal: Terminal; timeoutMs: number; wait: boolean },
): Promise<number> {
  const before = await get(name);
  if (isJsonObject(before['operation'])) throw new RefusedError('another operation is already in progress');
  const operation: JsonObject = { sync, initiatedBy: { username: terminal.env['USER'] ?? 'slipway' } };
  const { signal } = terminal;
  const patch = { operation, metadata: { resourceVersion: before.metadata.resourceVersion } };
  await connection.client.patch(ref(name), { kind: 'merge', patch }, { fieldManager: 'slipway', signal });
  if (!wait) return 0;
  const after = await waitFor(connection, ref(name), hasEnded, { signal, timeoutMs });
  const phase = textAt(after, 'status', 'operationState', 'phase');
  terminal.out(`${textAt(after, 'status', 'operationState', 'message')}\n`);
  for (const line of resultLines(after)) terminal.out(`${line}\n`);
  return phase === 'Succeeded' ? 0 : 1;
}

function hasEnded(application: KubeObject): boolean {
  const phase = textAt(application, 'status', 'operationState', 'phase');
  return application['operation'] === undefined && ['Succeeded', 'Failed', 'Error'].includes(phase);
}

function resultLines(application: KubeObject): string[] {
  const results = jsonAt(application, 'status', 'operationState', 'syncResult', 'resources');
  if (!Array.isArray(results)) return [];
  return results.filter(isJsonObject).map((result) => `  ${textAt(result, 'status')}: ${textAt(result, 'message')}`);
}

/** A resource as argocd takes it: `GROUP:KIND:NAME` or `GROUP:KIND:NAMESPACE/NAME`. */
function resourceOf(text: string): JsonObject {
  const [group, kind, rest, ...more] = text.split(':');
  if (kind === undefined || rest === undefined || more.length > 0) {
    throw new UsageError(`--resource takes GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME, not ${text}`);
  }
  const slash = rest.indexOf('/');
  const namespace = slash < 0 ? {} : { namespace: rest.slice(0, slash) };
  return { group: group ?? '', kind, name: rest.slice(slash + 1), ...namespace };
}
