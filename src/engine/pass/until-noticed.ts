import type { ObjectKey } from '../../base/index.ts';
import { isUnnoticed } from '../health/index.ts';
import type { LiveView } from '../live/index.ts';

/**
 * How long a pass that wrote a workload waits for its controller to take notice, which it does in some milliseconds. Until then the
 * workload is said to be progressing, and a status that says so would be followed by another at once.
 */
const noticeMs = 300;

/** Waits a moment until the controllers of `written` have taken notice of them; false where there was nothing to wait for. */
export async function untilNoticed(
  view: Pick<LiveView, 'get' | 'isWatched' | 'until'>,
  written: readonly ObjectKey[],
  signal: AbortSignal,
): Promise<boolean> {
  const isPending = (key: ObjectKey): boolean => {
    const live = view.get(key);
    return live !== undefined && isUnnoticed(live);
  };
  const pending = written.filter((key) => view.isWatched(key) && isPending(key));
  if (pending.length === 0) return false;
  await view.until(() => !pending.some(isPending), noticeMs, signal);
  return true;
}
