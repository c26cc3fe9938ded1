import { useSyncExternalStore } from 'react';

const telephone = '(max-width: 44rem)';

/** Where an object covers the delivery that it was opened from; the same width stands in the styles. */
export const oneColumn = '(max-width: 70rem)';

/** Whether the screen is as narrow as a telephone's, or as another query says; the same widths stand in the styles. */
export function useNarrow(query = telephone): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
