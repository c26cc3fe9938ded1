import { describeKey, type ObjectKey } from '../../base/index.ts';
import type { ObjectState, Outcome, OwnerEvent } from '../../engine/index.ts';
import { kustomizeGroup } from '../names.ts';
import { applyRank } from './prepare.ts';

/** An Event about a Kustomization, with the revision that it is about. */
export function event(
  type: OwnerEvent['type'],
  reason: string,
  message: string,
  revision: string | undefined,
  more: Readonly<Record<string, string>> = {},
): OwnerEvent {
  const annotations =
    revision === undefined || revision === '' ? more : { [`${kustomizeGroup}/revision`]: revision, ...more };
  return { type, reason, message, annotations };
}

/** What a pass applied, one object a line (fluxcd/pkg ssa, ChangeSetEntry). */
export function appliedLines({ progress }: Outcome): string[] {
  return (progress?.results ?? [])
    .filter(({ status }) => status === 'applied')
    .map(({ key, message }) => `${describeKey(key)} ${message === 'recreated' ? 'created' : message}`);
}

/** What a pass deleted, and what it left because the object says so; last applied first, one object a line. */
export function prunedLines({ progress, objects = [] }: Outcome): string[] {
  const deleted = (progress?.results ?? []).filter(({ status }) => status === 'pruned');
  const kept = objects.filter(isKept);
  const lines = [
    ...deleted.map(({ key }) => ({ key, what: 'deleted' })),
    ...kept.map(({ key }) => ({ key, what: 'skipped' })),
  ];
  return lines.sort((a, b) => inApplyOrder(b.key, a.key)).map(({ key, what }) => `${describeKey(key)} ${what}`);
}

function isKept({ sync, placement }: ObjectState): boolean {
  return sync === 'extra' && !placement.prune;
}

/** The Events of what a pass changed: one for what was applied, one for what was pruned. */
export function changeEvents(outcome: Outcome): OwnerEvent[] {
  const revision = outcome.delivery.source?.display;
  const origin = originAnnotation(outcome);
  const pruned = outcome.delivery.prune.enabled ? prunedLines(outcome) : [];
  return [appliedLines(outcome), pruned]
    .filter((lines) => lines.length > 0)
    .map((lines) => event('Normal', 'Progressing', lines.join('\n'), revision, origin));
}

/** The revision that the source says it was made of (kustomize-controller v1.9, event). */
export function originAnnotation(outcome: Outcome): Readonly<Record<string, string>> {
  const origin = originOf(outcome);
  return origin === undefined ? {} : { [`${kustomizeGroup}/originRevision`]: origin };
}

/** What an artifact says that it was made of. */
export function originOf({ delivery }: Outcome): string | undefined {
  return delivery.source?.kind === 'artifact' ? delivery.source.origin : undefined;
}

/** fluxcd/pkg ssa/sort.go: by kind, group, namespace and name. */
function inApplyOrder(a: ObjectKey, b: ObjectKey): number {
  const texts = (key: ObjectKey): string[] => [key.group, key.kind, key.namespace, key.name];
  const [left, right] = [texts(a), texts(b)];
  const differs = left.findIndex((text, index) => text !== right[index]);
  return (
    applyRank(a.kind) - applyRank(b.kind) || (differs < 0 ? 0 : (left[differs] ?? '') < (right[differs] ?? '') ? -1 : 1)
  );
}
