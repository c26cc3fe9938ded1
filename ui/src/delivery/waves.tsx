import type { ReactNode } from 'react';
import type { Operation } from '../api/index.ts';

/** How far an operation is, wave by wave: each as wide as it has objects, filled as far as they are done. */
export function Waves({ waves }: { readonly waves: Operation['waves'] }): ReactNode {
  return (
    <ol className="waves" aria-label="Progress by wave">
      {waves.map(({ wave, total, done }) => (
        <li
          key={wave}
          className="wave"
          style={{ flexGrow: Math.max(1, total) }}
          title={`Wave ${wave}: ${done} of ${total}`}
        >
          <span className="wave-bar">
            <span className="wave-done" style={{ width: `${total === 0 ? 100 : (done / total) * 100}%` }} />
          </span>
          <span className="small soft cut">
            {waves.length > 1 ? `wave ${wave}: ` : ''}
            {done} of {total}
          </span>
        </li>
      ))}
    </ol>
  );
}
