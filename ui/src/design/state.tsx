import type { ReactNode } from 'react';
import { Glyph, type Shape, type Tone } from './glyph.tsx';

interface Look {
  readonly shape: Shape;
  readonly tone: Tone;
  readonly word?: string;
}

const looks: Readonly<Record<string, Look>> = {
  Healthy: { shape: 'check', tone: 'good' },
  Progressing: { shape: 'turning', tone: 'moving' },
  Degraded: { shape: 'cross', tone: 'bad' },
  Suspended: { shape: 'pause', tone: 'asleep' },
  Missing: { shape: 'dashed', tone: 'differs' },
  Synced: { shape: 'equal', tone: 'good' },
  OutOfSync: { shape: 'diamond', tone: 'differs', word: 'Out of sync' },
  Running: { shape: 'turning', tone: 'moving' },
  Retrying: { shape: 'turning', tone: 'differs' },
  Terminating: { shape: 'turning', tone: 'moving' },
  Succeeded: { shape: 'check', tone: 'good' },
  Failed: { shape: 'cross', tone: 'bad' },
  Error: { shape: 'cross', tone: 'bad' },
};
const unknown: Look = { shape: 'question', tone: 'unknown' };

/** How a state of health, sync or an operation looks: shape, colour and word. What nobody knows looks unknown, under its own word. */
export function lookOf(state: string): Required<Look> {
  const look = looks[state] ?? unknown;
  return { ...look, word: look.word ?? (state === '' ? 'Unknown' : state) };
}

/** A state by shape, colour and word. `loud` colours the word, too: for the one state that a view is about. */
export function State({ of, loud = false }: { readonly of: string; readonly loud?: boolean }): ReactNode {
  const { shape, tone, word } = lookOf(of);
  return (
    <span className={`state tone-${tone}${loud ? ' loud' : ''}`}>
      <Glyph shape={shape} tone={tone} />
      {word}
    </span>
  );
}
