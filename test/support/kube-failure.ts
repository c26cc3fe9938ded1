import { KubeError } from '../../src/kube/index.ts';

/** The KubeError that `work` ends with; fails the test where it ends otherwise. */
export async function kubeFailure(work: Promise<unknown> | (() => unknown)): Promise<KubeError> {
  let outcome: unknown;
  try {
    outcome = await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
  throw new Error(`expected a KubeError, got ${JSON.stringify(outcome)}`);
}
