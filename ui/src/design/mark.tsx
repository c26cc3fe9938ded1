import type { ReactNode } from 'react';

/** Slipway's mark: a hull on its slip. */
export function Mark({ size = 18 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1 4h8l5 8H6z" fill="var(--accent-ground)" />
      <path d="M1 4h4l5 8H6z" fill="light-dark(#86a8ee, #9dbcff)" />
    </svg>
  );
}
