import { type JsonObject, messageOf } from '../../../base/index.ts';
import { KubeError } from '../../../kube/index.ts';
import type { ReleaseObject } from '../../../release/index.ts';
import type { KubeClient } from '../../../kube/index.ts';
import { applyRank } from '../../kustomization/prepare.ts';
import { helmController } from '../../names.ts';
import { applicable, type ObjectDrift } from './detect-drift.ts';
import { resourceName } from './drift-text.ts';

/** What a correction did, each as Flux tells it. */
export interface Corrected {
  readonly done: readonly string[];
  readonly failures: readonly string[];
}

/** Creates what was removed, then patches what was changed (helm-controller internal/action/diff.go ApplyDiff). */
export async function correctDrift(
  drifts: readonly ObjectDrift[],
  client: KubeClient,
  signal: AbortSignal,
): Promise<Corrected> {
  const done: string[] = [];
  const failures: string[] = [];
  const attempt = async (target: ReleaseObject, verb: 'created' | 'configured', act: () => Promise<unknown>) => {
    try {
      await act();
      done.push(`${resourceName(target)} ${verb}`);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(
        `${resourceName(target)} ${verb === 'created' ? 'creation' : 'patch'} failure: ${failureText(target, error)}`,
      );
    }
  };
  const sorted = drifts.toSorted((a, b) => compareTargets(a.target, b.target));
  const written = { fieldManager: helmController, signal };
  for (const { kind, target } of sorted) {
    if (kind !== 'removed') continue;
    await attempt(target, 'created', () => client.create(target.resource, applicable(target.object), written));
  }
  for (const drift of sorted) {
    if (drift.kind !== 'changed') continue;
    const operations = drift.changes as readonly unknown[] as readonly JsonObject[];
    await attempt(drift.target, 'configured', () => client.patch(drift.target, { kind: 'json', operations }, written));
  }
  return { done, failures };
}

/** What a Secret holds is never part of the text: the server repeats refused values. */
function failureText({ resource }: ReleaseObject, error: unknown): string {
  const text = messageOf(error);
  const isSecret = resource.kind === 'Secret' && error instanceof KubeError && error.code === 'invalid';
  return isSecret ? text.slice(text.lastIndexOf(':') + 1).trim() : text;
}

function compareTargets(a: ReleaseObject, b: ReleaseObject): number {
  const rank = applyRank(a.resource.kind) - applyRank(b.resource.kind);
  if (rank !== 0) return rank;
  const [left, right] = [a, b].map(({ resource, namespace, name }) => [resource.group, resource.kind, namespace, name]);
  const at = left?.findIndex((part, index) => part !== right?.[index]) ?? -1;
  if (at < 0) return 0;
  return (left?.[at] ?? '') < (right?.[at] ?? '') ? -1 : 1;
}
