import { useSyncExternalStore } from 'react';

const query = '(max-width: 44rem)';

/** Whether the screen is as narrow as a telephone's; the same width stands in the styles. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
