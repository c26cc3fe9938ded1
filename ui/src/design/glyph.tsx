import type { ReactNode } from 'react';

/** The look of a state: a colour of the tokens, never without a shape and a word beside it. */
export type Tone = 'good' | 'moving' | 'bad' | 'differs' | 'asleep' | 'unknown';

/** A shape that stands for a state. */
export type Shape = 'check' | 'turning' | 'cross' | 'pause' | 'dashed' | 'question' | 'diamond' | 'equal';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round' } as const;

const shapes: Readonly<Record<Shape, ReactNode>> = {
  check: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="M4.2 7.3 6.2 9.2 9.9 5.2" {...line} stroke="var(--surface)" strokeLinejoin="round" />
    </>
  ),
  turning: (
    <g className="turning">
      <circle cx="7" cy="7" r="5.2" {...line} opacity="0.3" />
      <path d="M7 1.8A5.2 5.2 0 0 1 12.2 7" {...line} />
    </g>
  ),
  cross: (
    <>
      <path d="M4.3.9h5.4l3.4 3.4v5.4l-3.4 3.4H4.3L.9 9.7V4.3z" fill="currentColor" />
      <path d="M5 5l4 4M9 5l-4 4" {...line} stroke="var(--surface)" />
    </>
  ),
  pause: (
    <>
      <circle cx="7" cy="7" r="5.4" {...line} strokeWidth="1.3" />
      <path d="M5.6 5v4M8.4 5v4" {...line} />
    </>
  ),
  dashed: <circle cx="7" cy="7" r="5.3" {...line} strokeDasharray="2.1 2.06" strokeLinecap="butt" />,
  question: (
    <>
      <circle cx="7" cy="7" r="5.4" {...line} strokeWidth="1.3" />
      <path d="M5.4 5.7a1.6 1.6 0 1 1 2.4 1.4c-.5.3-.8.5-.8 1M7 9.9v.1" {...line} strokeWidth="1.3" />
    </>
  ),
  diamond: (
    <>
      <path d="M7 .9 13.1 7 7 13.1.9 7z" fill="currentColor" />
      <path d="M5 5.9h4M5 8.2h4" {...line} strokeWidth="1.3" stroke="var(--surface)" />
    </>
  ),
  equal: <path d="M3.5 5.4h7M3.5 8.6h7" {...line} />,
};

/** A state's shape, 14 pixels wide. It says nothing to a screen reader: the word beside it does. */
export function Glyph({ shape, tone }: { readonly shape: Shape; readonly tone: Tone }): ReactNode {
  return (
    <svg className={`glyph tone-${tone}`} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}
