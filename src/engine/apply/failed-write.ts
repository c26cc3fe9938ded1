import { isAbort, messageOf } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import type { ObjectResult } from '../progress/index.ts';

/** What became of an object whose write threw `error`. What ends the pass is thrown on. */
export function failedWrite(
  base: Pick<ObjectResult, 'key' | 'version' | 'phase' | 'pruning'>,
  error: unknown,
  signal: AbortSignal,
): ObjectResult {
  if (isAbort(error) || signal.aborted) throw error;
  const code = error instanceof KubeError ? { code: error.code } : {};
  return { ...base, status: 'failed', message: messageOf(error), ...code };
}
