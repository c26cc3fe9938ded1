import type { KubeObject, ObjectKey } from '../../base/index.ts';
import { type Comparer, memoryDigest } from '../compare/index.ts';
import type { Delivery } from '../delivery.ts';
import { counted } from '../ignored/index.ts';
import type { Action } from '../plan/index.ts';

/**
 * What was written is as desired, whatever the API server made of it: its answers are remembered, by the actions' keys. What is there now is not
 * asked: somebody may have changed it since.
 */
export function rememberWrites(
  { memory }: Comparer,
  { cluster, apply, ignored }: Pick<Delivery, 'cluster' | 'apply' | 'ignored'>,
  actions: readonly Action[],
  answers: ReadonlyMap<ObjectKey, KubeObject>,
): void {
  for (const action of actions) {
    const answer = answers.get(action.key);
    if (!('desired' in action) || answer === undefined) continue;
    const rules = ignored?.of(action.key);
    const digest = memoryDigest(action.digest, rules === undefined ? undefined : ignored);
    const count = (object: KubeObject): KubeObject => counted(rules, object);
    memory.remember(cluster, action.key, digest, answer, apply.fieldManager, 'synced', count);
  }
}
