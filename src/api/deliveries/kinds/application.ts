import {
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { argoGroup, inClusterName, inClusterServer, readApplicationSpec } from '../../../argocd/index.ts';
import type { CommitView, DeliveryRow, HistoryEntryView, OperationView } from '../../contract/index.ts';
import {
  commonRow,
  conditionsOf,
  firstLine,
  healthWord,
  newest,
  optionalText,
  problemOf,
  withoutPassword,
} from './fields.ts';
import type { DeliveryKind, KindContext, KindDetail, OwnedObject } from './kind.ts';
import { operationOfApplication, phaseOf } from './application-operation.ts';

/** Argo CD's Application. */
export const applicationKind: DeliveryKind = {
  group: argoGroup,
  kind: 'Application',
  dialect: 'argocd',
  title: 'Argo CD Application',
  hasProjects: true,
  actions: ['sync', 'refresh', 'hard-refresh', 'rollback', 'terminate', 'delete'],
  reads: [],
  readsOf: () => [],
  row: rowOf,
  detail: detailOf,
  history: historyOf,
  owned: ownedBy,
  refusal: (owner, action) => {
    const running = isRunning(owner);
    if (owner.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
    if (action === 'terminate') return running ? undefined : 'no operation runs';
    if ((action === 'sync' || action === 'rollback') && running) return 'an operation runs already';
    if (action === 'rollback') {
      if (readApplicationSpec(owner).automated !== undefined)
        return 'automated sync would undo it: switch that off first';
      if (objectsAt(owner, 'status', 'history').length < 2) return 'there is no earlier deployment';
    }
    return undefined;
  },
};

function isRunning(owner: KubeObject): boolean {
  const phase = textAt(owner, 'status', 'operationState', 'phase');
  return isJsonObject(owner['operation']) || phase === 'Running' || phase === 'Terminating';
}

function sourcesOf(owner: KubeObject): readonly JsonObject[] {
  const { source, sources } = readApplicationSpec(owner);
  return sources.length > 0 ? sources : Object.keys(source).length > 0 ? [source] : [];
}

function rowOf(owner: KubeObject, context: KindContext): DeliveryRow {
  const spec = readApplicationSpec(owner);
  const [source, ...more] = sourcesOf(owner);
  const repo = withoutPassword(textAt(source, 'repoURL'));
  const revision = revisionOf(owner);
  const differing = objectsAt(owner, 'status', 'resources').filter(
    (resource) => resource['status'] === 'OutOfSync',
  ).length;
  const state = objectAt(owner, 'status', 'operationState');
  const phase = phaseOf(owner);
  const why = whyOf(owner);
  return {
    ...commonRow(owner),
    dialect: 'argocd',
    project: spec.project,
    cluster: clusterOf(spec.destination),
    ...optionalText('targetNamespace', spec.destination.namespace),
    ...(source === undefined
      ? {}
      : {
          source: {
            kind: sourceKind(source),
            repo,
            ...optionalText('path', jsonAt(source, 'path') ?? jsonAt(source, 'chart')),
            target: textAt(source, 'targetRevision') || 'HEAD',
            ...(more.length === 0 ? {} : { more: more.length }),
          },
        }),
    ...(revision === '' ? {} : { revision: rowCommit(context.commit(owner, repo, revision)) }),
    sync: { status: syncWord(textAt(owner, 'status', 'sync', 'status')), differing },
    health: { status: healthWord(textAt(owner, 'status', 'health', 'status')), ...(why === '' ? {} : { why }) },
    ...(phase === undefined
      ? {}
      : {
          operation: {
            phase,
            startedAt: textAt(state, 'startedAt'),
            ...optionalText('finishedAt', phase === 'Running' ? undefined : state['finishedAt']),
          },
        }),
    automated: spec.automated !== undefined,
    suspended: false,
    changedAt: newest([
      state['startedAt'],
      state['finishedAt'],
      jsonAt(owner, 'status', 'health', 'lastTransitionTime'),
      ...objectsAt(owner, 'status', 'conditions').map((condition) => condition['lastTransitionTime']),
      owner.metadata.creationTimestamp,
    ]),
  };
}

/** One sentence why the Application is not as it should be; empty where it is. */
function whyOf(owner: KubeObject): string {
  // What is wrong with a delivery that is well stands among its problems.
  if (textAt(owner, 'status', 'health', 'status') === 'Healthy') return '';
  const health = firstLine(textAt(owner, 'status', 'health', 'message'));
  if (health !== '') return health;
  const fault = objectsAt(owner, 'status', 'conditions').find(
    ({ type }) => typeof type === 'string' && type.endsWith('Error'),
  );
  if (fault !== undefined) return firstLine(textAt(fault, 'message'));
  const phase = textAt(owner, 'status', 'operationState', 'phase');
  return phase === 'Failed' || phase === 'Error' ? firstLine(textAt(owner, 'status', 'operationState', 'message')) : '';
}

function revisionOf(owner: KubeObject): string {
  return textAt(owner, 'status', 'sync', 'revision') || (textsAt(owner, 'status', 'sync', 'revisions')[0] ?? '');
}

function syncWord(text: string): 'Synced' | 'OutOfSync' | 'Unknown' {
  return text === 'Synced' || text === 'OutOfSync' ? text : 'Unknown';
}

function sourceKind(source: JsonObject): 'git' | 'helm' | 'oci' {
  if (textAt(source, 'repoURL').startsWith('oci://')) return 'oci';
  return textAt(source, 'chart') === '' ? 'git' : 'helm';
}

function clusterOf({ server, name }: { readonly server: string; readonly name: string }): {
  name: string;
  server: string;
} {
  if (name === inClusterName || server === inClusterServer || (server === '' && name === '')) {
    return { name: inClusterName, server: inClusterServer };
  }
  return { name: name || withoutPassword(server).replace(/^https?:\/\//, ''), server: server || name };
}

/** A commit as rows carry it: without the whole message. */
function rowCommit({ message: _message, ...commit }: CommitView): CommitView {
  return commit;
}

function detailOf(owner: KubeObject, context: KindContext): KindDetail {
  const spec = readApplicationSpec(owner);
  const [source] = sourcesOf(owner);
  const repo = withoutPassword(textAt(source, 'repoURL'));
  const revision = revisionOf(owner);
  const applied = textAt(objectsAt(owner, 'status', 'history').at(-1), 'revision');
  const resources = objectsAt(owner, 'status', 'resources');
  const why = whyOf(owner);
  const operation: OperationView | undefined = operationOfApplication(owner, (id) => context.commit(owner, repo, id));
  return {
    desired: {
      ...(revision === '' ? {} : { commit: context.commit(owner, repo, revision) }),
      target: textAt(source, 'targetRevision') || 'HEAD',
    },
    sync: {
      status: syncWord(textAt(owner, 'status', 'sync', 'status')),
      differing: resources.filter((resource) => resource['status'] === 'OutOfSync').length,
      objects: resources.length,
      ...(applied === '' ? {} : { applied: context.commit(owner, repo, applied) }),
    },
    health: {
      status: healthWord(textAt(owner, 'status', 'health', 'status')),
      ...(why === '' ? {} : { why }),
      ...optionalText('since', jsonAt(owner, 'status', 'health', 'lastTransitionTime')),
    },
    ...(operation === undefined ? {} : { operation }),
    policy: {
      automated: spec.automated !== undefined,
      prune: spec.automated?.prune ?? false,
      selfHeal: spec.automated?.selfHeal ?? false,
      suspended: false,
      options: [...spec.syncOptions],
    },
    problems: objectsAt(owner, 'status', 'conditions')
      .filter(({ type }) => typeof type === 'string' && type.endsWith('Error'))
      .map((condition) => problemOf(textAt(condition, 'type'), textAt(condition, 'message'))),
    conditions: conditionsOf(owner),
    relations: [],
    links: textsAt(owner, 'status', 'summary', 'externalURLs')
      .filter((url) => /^https?:\/\//i.test(url))
      .map((url) => ({ title: url, url })),
  };
}

function historyOf(owner: KubeObject, context: KindContext): HistoryEntryView[] {
  const entries = objectsAt(owner, 'status', 'history');
  return entries
    .map((entry, index): HistoryEntryView => {
      const source = objectAt(entry, 'source');
      const repo = withoutPassword(textAt(source, 'repoURL'));
      const initiator = objectAt(entry, 'initiatedBy');
      const by = initiator['automated'] === true ? 'automated' : textAt(initiator, 'username');
      const current = index === entries.length - 1;
      return {
        id: String(numberAt(entry, ['id'])),
        commit: context.commit(owner, repo, textAt(entry, 'revision')),
        ...optionalText('repo', repo),
        ...optionalText('path', source['path'] ?? source['chart']),
        ...optionalText('target', source['targetRevision']),
        ...optionalText('startedAt', entry['deployStartedAt']),
        deployedAt: textAt(entry, 'deployedAt'),
        ...optionalText('by', by),
        result: 'Succeeded',
        current,
        rollback: !current,
      };
    })
    .reverse();
}

function ownedBy(owner: KubeObject): OwnedObject[] {
  return objectsAt(owner, 'status', 'resources').map((resource) => ({
    group: textAt(resource, 'group'),
    kind: textAt(resource, 'kind'),
    namespace: textAt(resource, 'namespace'),
    name: textAt(resource, 'name'),
    version: textAt(resource, 'version'),
    sync: syncWord(textAt(resource, 'status')),
    ...(typeof resource['syncWave'] === 'number' ? { wave: resource['syncWave'] } : {}),
    ...(resource['requiresPruning'] === true ? { extra: true } : {}),
  }));
}
