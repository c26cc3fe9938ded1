import {
  formatKey,
  isJsonObject,
  type JsonObject,
  type KubeObject,
  objectAt,
  numberAt,
  objectsAt,
  textAt,
} from '../../../base/index.ts';
import type { Delivery } from '../../../engine/index.ts';
import {
  contract,
  type Action,
  type CommitView,
  type PlannedChange,
  type PreviewAnswer,
  type ProblemView,
} from '../../contract/index.ts';
import { comparedManifest, differenceOf, SecretMasker } from '../../objects/index.ts';
import { ApiError, type ContractRouter } from '../http/index.ts';
import { plannedOutcome, problemView } from './objects.ts';
import { type LookOptions, looksOf, type V1Ports, type VisibleDelivery, visibleDelivery } from './ports.ts';

/** How many objects a preview or a list of differences names. */
const maxChanges = 1_000;

/** What differs, and what an action would do. */
export function addPreviewRoutes(router: ContractRouter, ports: V1Ports): void {
  router.add(contract.differences, async ({ params, query }, { subject, signal }) => {
    const { owner } = visibleDelivery(ports, subject, params);
    const problems: ProblemView[] = [];
    const outcome = await plannedOutcome(ports, owner, problems, signal, {
      change: (delivery) => atRevision(delivery, query.revision),
    });
    const all = outcome?.objects ?? [];
    const differing = all.filter(({ sync }) => sync !== 'synced');
    const masker = new SecretMasker();
    const revision = outcome?.revision?.commit;
    return {
      ...(revision === undefined ? {} : { revision }),
      objects: differing.slice(0, maxChanges).map((state) => differenceOf(state, masker)),
      same: all.length - differing.length,
      problems: [...problems, ...(outcome?.plan?.refused ?? []).map(problemView)],
      truncated: Math.max(0, differing.length - maxChanges),
    };
  });
  router.add(contract.difference, async ({ params, query }, { subject, signal }) => {
    const { owner } = visibleDelivery(ports, subject, params);
    const key = { group: query.group ?? '', kind: query.kind, namespace: query.namespace ?? '', name: query.name };
    const problems: ProblemView[] = [];
    const outcome = await plannedOutcome(ports, owner, problems, signal);
    const state = outcome?.objects?.find((candidate) => formatKey(candidate.key) === formatKey(key));
    if (state === undefined) {
      const [problem] = problems;
      if (problem !== undefined) throw new ApiError('refused', problem.message, { object: formatKey(key) });
      throw new ApiError('not-found', 'Git has no such object', { object: formatKey(key) });
    }
    const { objects } = looksOf(ports);
    const target = await objects.target(owner, signal);
    const live = await objects.get(target, key, signal);
    const predicted =
      state.desired === undefined
        ? undefined
        : live === undefined
          ? state.desired
          : await looksOf(ports).predict(owner, state.desired, signal);
    const masker = new SecretMasker();
    const shown = (object: KubeObject | undefined): KubeObject | undefined => {
      if (object === undefined) return undefined;
      const { managedFields: _managedFields, ...metadata } = object.metadata;
      return masker.object({ ...object, metadata });
    };
    const [liveShown, predictedShown, desired] = [shown(live), shown(predicted), shown(state.desired)];
    return {
      ...differenceOf(state, masker),
      ...(liveShown === undefined ? {} : { live: comparedManifest(liveShown, desired) }),
      ...(predictedShown === undefined
        ? {}
        : { predicted: comparedManifest(predictedShown, live === undefined ? undefined : desired) }),
    };
  });
  router.add(contract.preview, ({ params, body }, { subject, signal }) =>
    preview(ports, visibleDelivery(ports, subject, params), body, signal),
  );
}

function atRevision(delivery: Delivery, revision: string | undefined): Delivery {
  if (revision === undefined || delivery.source?.kind !== 'git') return delivery;
  return { ...delivery, source: { ...delivery.source, reference: { kind: 'revision', revision }, maxAgeMs: 0 } };
}

async function preview(
  ports: V1Ports,
  found: VisibleDelivery,
  action: Action,
  signal: AbortSignal,
): Promise<PreviewAnswer> {
  const { kind, owner, entry } = found;
  const refusal = kind.actions.includes(action.action)
    ? kind.refusal(owner, action.action)
    : `${kind.title} has no such action`;
  const base = {
    ...(entry.row.revision === undefined ? {} : { from: entry.row.revision }),
    allowed: refusal === undefined,
    truncated: 0,
  };
  const problems: ProblemView[] =
    refusal === undefined ? [] : [{ code: 'refused', message: `${action.action}: ${refusal}` }];
  switch (action.action) {
    case 'sync':
      return planned(
        ports,
        found,
        problems,
        base,
        signal,
        owner,
        {
          change: (delivery) => ({
            ...atRevision(delivery, action.revision),
            prune: { ...delivery.prune, enabled: action.prune ?? false, allowEmpty: true },
            apply: {
              ...delivery.apply,
              force: action.force ?? delivery.apply.force,
              replace: action.replace ?? delivery.apply.replace,
            },
          }),
        },
        action.objects,
      );
    case 'rollback': {
      const target = objectsAt(owner, 'status', 'history').find(
        (entry) => String(numberAt(entry, ['id'], -1)) === action.id,
      );
      if (target === undefined) {
        problems.push({ code: 'refused', message: `there is no deployment ${action.id} in its history` });
        return {
          ...base,
          allowed: false,
          summary: 'nothing would change',
          changes: [],
          goes: [],
          destructive: false,
          problems,
        };
      }
      return planned(ports, found, problems, base, signal, atDeployment(owner, target), {
        change: (delivery) => ({
          ...atRevision(delivery, textAt(target, 'revision')),
          prune: { ...delivery.prune, enabled: action.prune ?? false, allowEmpty: true },
        }),
      });
    }
    case 'reconcile':
    case 'reconcile-with-source':
    case 'resume':
    case 'reset':
    case 'force':
      return planned(ports, found, problems, base, signal, owner, {
        acting: action.action === 'force' ? 'forced' : 'asked',
      });
    case 'delete': {
      const goes =
        action.propagation === 'orphan' || leavesObjects(owner)
          ? []
          : ports.deliveries
              .owned(kind, owner)
              .map(({ group, kind: objectKind, namespace, name }) => ({ group, kind: objectKind, namespace, name }));
      const summary =
        goes.length === 0
          ? 'it goes, and its objects stay'
          : `it goes, and ${countText(goes.length, 'object')} with it`;
      return {
        ...base,
        summary,
        changes: [],
        goes: goes.slice(0, maxChanges),
        truncated: Math.max(0, goes.length - maxChanges),
        destructive: true,
        problems,
      };
    }
    default:
      return { ...base, summary: summaries[action.action], changes: [], goes: [], destructive: false, problems };
  }
}

const summaries = {
  refresh: 'it is compared with its source anew; nothing else changes',
  'hard-refresh': 'its source is rendered and compared anew; nothing else changes',
  terminate: 'the operation that runs ends where it is; what it wrote stays',
  suspend: 'it stays as it is until it is resumed: neither commits nor drift are acted on',
} as const;

/** The owner as it was deployed then. */
function atDeployment(owner: KubeObject, entry: JsonObject): KubeObject {
  const { sources: _sources, ...spec } = objectAt(owner, 'spec');
  return isJsonObject(entry['source']) ? { ...owner, spec: { ...spec, source: entry['source'] } } : owner;
}

/** Whether an owner of Flux leaves its objects when it goes: a suspended one does. */
function leavesObjects(owner: KubeObject): boolean {
  if (owner.kind === 'Application') return false;
  if (objectAt(owner, 'spec')['suspend'] === true) return true;
  if (owner.kind !== 'Kustomization') return false;
  const policy = textAt(owner, 'spec', 'deletionPolicy') || 'MirrorPrune';
  return policy === 'Orphan' || (policy === 'MirrorPrune' && objectAt(owner, 'spec')['prune'] !== true);
}

async function planned(
  ports: V1Ports,
  { entry }: VisibleDelivery,
  problems: ProblemView[],
  base: { readonly from?: CommitView; readonly allowed: boolean; readonly truncated: number },
  signal: AbortSignal,
  owner: KubeObject,
  options: LookOptions,
  chosen?: readonly {
    readonly group?: string | undefined;
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name: string;
  }[],
): Promise<PreviewAnswer> {
  const outcome = await plannedOutcome(ports, owner, problems, signal, options);
  const plan = outcome?.plan;
  problems.push(...(plan?.problems ?? []).map(problemView), ...(plan?.refused ?? []).map(problemView));
  const isChosen = (object: PlannedChange['object']): boolean =>
    chosen === undefined ||
    chosen.length === 0 ||
    chosen.some(
      (wanted) =>
        (wanted.group ?? '') === object.group &&
        wanted.kind === object.kind &&
        wanted.name === object.name &&
        (wanted.namespace ?? object.namespace) === object.namespace,
    );
  const kinds = new Set(ports.deliveries.kinds().map(({ kind }) => `${kind.group}/${kind.kind}`));
  const changes = (plan?.stages ?? []).flatMap((stage) => {
    const fields = new Map(stage.objects.map((state) => [formatKey(state.key), state.differences.length]));
    return stage.actions.map((action): PlannedChange => {
      const { key } = action;
      const count = fields.get(formatKey(key));
      return {
        object: key,
        change: changeOf(action.kind),
        why: action.reason,
        wave: stage.wave,
        ...(count === undefined ? {} : { fields: count }),
        ...(kinds.has(`${key.group}/${key.kind}`) ? { delivery: `${key.kind}/${key.namespace}/${key.name}` } : {}),
      };
    });
  });
  const kept = changes.filter(({ object }) => isChosen(object));
  const goes = kept.filter((each) => each.change === 'delete').map(({ object }) => object);
  const commit = outcome?.revision?.commit;
  const repo = entry.row.source?.repo ?? '';
  return {
    ...base,
    ...(commit === undefined ? {} : { to: ports.deliveries.context().commit(owner, repo, commit) }),
    summary: summaryOf(kept),
    changes: kept.slice(0, maxChanges),
    truncated: Math.max(0, kept.length - maxChanges),
    goes: goes.slice(0, maxChanges),
    destructive: goes.length > 0 || kept.some((each) => each.change === 'replace'),
    problems,
  };
}

function changeOf(kind: string): PlannedChange['change'] {
  if (kind === 'run-hook') return 'run';
  return kind === 'create' || kind === 'update' || kind === 'replace' || kind === 'delete' ? kind : 'replace';
}

function summaryOf(changes: readonly PlannedChange[]): string {
  const words = [
    ['create', 'to create'],
    ['update', 'to change'],
    ['replace', 'to replace'],
    ['delete', 'to delete'],
    ['run', 'to run'],
  ] as const;
  const parts = words.flatMap(([kind, word]) => {
    const count = changes.filter(({ change }) => change === kind).length;
    return count === 0 ? [] : [`${countText(count, 'object')} ${word}`];
  });
  return parts.length === 0 ? 'nothing would change' : parts.join(', ');
}

function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
