import { isJsonObject, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../base/index.ts';
import { readApplicationSpec } from '../../../argocd/index.ts';
import { switchFlag, UsageError } from '../../flags.ts';
import { table } from '../../output/table.ts';
import { RefusedError } from '../../refused-error.ts';
import type { RunCommand } from '../../terminal.ts';
import { oneArgument, withApplications } from './application.ts';
import { operate } from './sync.ts';

/** `slipway app history`: the revisions that were deployed, oldest first. */
export const runAppHistory: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async ({ get }) => {
    const application = await get(oneArgument(invocation, 'the name of an Application'));
    const rows = historyOf(application).map((entry) => {
      const target = jsonAt(entry, 'source', 'targetRevision');
      const revision = textAt(entry, 'revision');
      const name =
        typeof target === 'string' && target !== '' && target !== revision
          ? `${target} (${revision.slice(0, 7)})`
          : revision;
      return [idOf(entry), textAt(entry, 'deployedAt'), name];
    });
    terminal.out(table(['ID', 'DATE', 'REVISION'], rows));
    return 0;
  });

/** `slipway app rollback`: deploys a revision of the history again; refused while automated sync would undo it. */
export const runAppRollback: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async (applications) => {
    const [name, id, ...more] = invocation.args;
    if (name === undefined || more.length > 0)
      throw new UsageError('takes the name of an Application and an id of its history');
    const application = await applications.get(name);
    if (readApplicationSpec(application).automated !== undefined) {
      throw new RefusedError('rollback cannot be initiated when auto-sync is enabled');
    }
    const history = historyOf(application);
    if (id === undefined && history.length < 2)
      throw new RefusedError('application should have at least two successful deployments');
    const entry = id === undefined ? history.at(-2) : history.find((candidate) => idOf(candidate) === id);
    if (entry === undefined)
      throw new RefusedError(`application '${name}' does not have deployment id '${id ?? ''}' in history`);
    const sync: JsonObject = {
      revision: textAt(entry, 'revision'),
      prune: switchFlag(invocation, 'prune'),
      ...(isJsonObject(entry['source']) ? { source: entry['source'] } : {}),
      syncStrategy: { apply: {} },
    };
    return operate(applications, name, sync, { terminal, timeoutMs: 0, wait: true });
  });

function historyOf(application: KubeObject): JsonObject[] {
  const history = jsonAt(application, 'status', 'history');
  return Array.isArray(history) ? history.filter(isJsonObject) : [];
}

function idOf(entry: JsonObject): string {
  const { id } = entry;
  return typeof id === 'number' ? String(id) : '';
}
