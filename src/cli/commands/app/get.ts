import { isJsonObject, jsonAt, type JsonObject, type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { refreshAnnotation } from '../../../argocd/index.ts';
import { waitFor } from '../../cluster/open-cluster.ts';
import { switchFlag, textFlag } from '../../flags.ts';
import { outputFormat, printObjects } from '../../output/format.ts';
import { table } from '../../output/table.ts';
import type { RunCommand } from '../../terminal.ts';
import { type Applications, destinationOf, oneArgument, syncPolicyOf, withApplications } from './application.ts';
import { type HealthOf, healthOfResources } from './resource-health.ts';

/** `slipway app get`: one Application, refreshed first where asked. */
export const runAppGet: RunCommand = (invocation, terminal) =>
  withApplications(invocation, terminal, async (applications) => {
    const name = oneArgument(invocation, 'the name of an Application');
    const hard = switchFlag(invocation, 'hard-refresh');
    const refresh = hard || switchFlag(invocation, 'refresh');
    const application = refresh
      ? await refreshed(applications, name, hard ? 'hard' : 'normal', terminal.signal)
      : await applications.get(name);
    const format = outputFormat(textFlag(invocation, 'output'));
    if (format === 'json' || format === 'yaml') terminal.out(printObjects(application, format));
    else if (format === 'name') terminal.out(`${application.metadata.name ?? ''}\n`);
    else {
      const healthOf = await healthOfResources(applications.connection.client, application, terminal.signal);
      terminal.out(page(application, healthOf));
    }
    return 0;
  });

/** Asks for a comparison, and gives the Application once it has been made. */
async function refreshed(
  { connection, ref }: Applications,
  name: string,
  how: 'normal' | 'hard',
  signal: AbortSignal,
): Promise<KubeObject> {
  const patch = { metadata: { annotations: { [refreshAnnotation]: how } } };
  await connection.client.patch(ref(name), { kind: 'merge', patch }, { signal });
  return waitFor(connection, ref(name), ({ metadata }) => metadata.annotations?.[refreshAnnotation] === undefined, {
    signal,
    timeoutMs: 0,
  });
}

function page(application: KubeObject, healthOf: HealthOf): string {
  const { metadata } = application;
  const target = textAt(application, 'spec', 'source', 'targetRevision');
  const revision = textAt(application, 'status', 'sync', 'revision');
  const sync = textAt(application, 'status', 'sync', 'status') || 'Unknown';
  const at =
    revision === '' ? '' : ` ${sync === 'Synced' ? 'to' : 'from'} ${target || 'HEAD'} (${revision.slice(0, 7)})`;
  const message = textAt(application, 'status', 'health', 'message');
  const facts: [string, string][] = [
    ['Name', `${metadata.namespace ?? ''}/${metadata.name ?? ''}`],
    ['Project', textAt(application, 'spec', 'project') || 'default'],
    ['Server', destinationOf(application)],
    ['Namespace', textAt(application, 'spec', 'destination', 'namespace')],
    ['Source', ''],
    ['- Repo', textAt(application, 'spec', 'source', 'repoURL')],
    ['  Target', target],
    ['  Path', textAt(application, 'spec', 'source', 'path')],
    [
      'Sync Policy',
      syncPolicyOf(application) === 'Manual'
        ? 'Manual'
        : syncPolicyOf(application) === 'Auto'
          ? 'Automated'
          : 'Automated (Prune)',
    ],
    ['Sync Status', `${sync}${at}`],
    [
      'Health Status',
      `${textAt(application, 'status', 'health', 'status') || 'Unknown'}${message === '' ? '' : ` (${message})`}`,
    ],
  ];
  const lines = facts.map(([label, value]) => `${`${label}:`.padEnd(20)}${value}`.trimEnd());
  const parts = [`${lines.join('\n')}\n`];
  const operation = jsonAt(application, 'status', 'operationState');
  if (isJsonObject(operation)) parts.push(operationPage(operation));
  const conditions = objectsAt(application, 'status', 'conditions');
  if (conditions.length > 0) {
    const rows = conditions.map((condition) => [
      textAt(condition, 'type'),
      textAt(condition, 'message'),
      textAt(condition, 'lastTransitionTime'),
    ]);
    parts.push(table(['CONDITION', 'MESSAGE', 'LAST TRANSITION'], rows));
  }
  const resources = objectsAt(application, 'status', 'resources');
  if (resources.length > 0) {
    const rows = resources.map((resource) => [
      textAt(resource, 'group'),
      textAt(resource, 'kind'),
      textAt(resource, 'namespace'),
      textAt(resource, 'name'),
      textAt(resource, 'status'),
      healthOf(resource),
      textAt(resultOf(operation, resource), 'hookType'),
      textAt(resultOf(operation, resource), 'message'),
    ]);
    parts.push(table(['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'STATUS', 'HEALTH', 'HOOK', 'MESSAGE'], rows));
  }
  return parts.join('\n');
}

function operationPage(operation: JsonObject): string {
  const facts: [string, string][] = [
    ['Operation', 'Sync'],
    ['Sync Revision', textAt(operation, 'syncResult', 'revision')],
    ['Phase', textAt(operation, 'phase')],
    ['Start', textAt(operation, 'startedAt')],
    ['Finished', textAt(operation, 'finishedAt')],
    ['Message', textAt(operation, 'message')],
  ];
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${`${label}:`.padEnd(20)}${value}\n`)
    .join('');
}

/** What the last operation did with a resource. */
function resultOf(operation: unknown, resource: JsonObject): JsonObject {
  const results = isJsonObject(operation) ? objectsAt(operation, 'syncResult', 'resources') : [];
  const same = (field: string, result: JsonObject): boolean => textAt(result, field) === textAt(resource, field);
  return results.find((result) => ['group', 'kind', 'namespace', 'name'].every((field) => same(field, result))) ?? {};
}
