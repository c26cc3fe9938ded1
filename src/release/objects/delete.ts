import { type KubeClient, KubeError } from '../../kube/index.ts';
import { perform } from './batches.ts';
import type { ReleaseObject } from './release-object.ts';

/** How what hangs on a deleted object goes. */
export type Propagation = 'Foreground' | 'Background' | 'Orphan';

/** Deletes the objects, kind by kind; gives the refusals. What is gone already counts as deleted. */
export async function deleteObjects(
  client: KubeClient,
  targets: readonly ReleaseObject[],
  propagation: Propagation,
  signal: AbortSignal,
): Promise<Error[]> {
  return await perform(targets, async (target) => {
    try {
      await client.delete(target, { propagation, signal });
    } catch (error) {
      if (error instanceof KubeError && error.code === 'not-found') return;
      throw error;
    }
  });
}
