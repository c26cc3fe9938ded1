import type { ReactNode } from 'react';

/** What stands where nothing is: one sentence that says why, and what to do. */
export function Blank({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="blank">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** The place of text that is on its way, as wide as the text will be, so that nothing moves when it comes. */
export function Skeleton({ width }: { readonly width: string }): ReactNode {
  return <span className="skeleton" style={{ width }} aria-hidden="true" />;
}

/** Lines of text that are on their way. */
export function SkeletonLines({ lines, label }: { readonly lines: number; readonly label: string }): ReactNode {
  return (
    <div className="skeleton-lines" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="skeleton-line">
          <Skeleton width={`${[62, 78, 45, 70, 54][index % 5] ?? 50}%`} />
        </div>
      ))}
    </div>
  );
}
