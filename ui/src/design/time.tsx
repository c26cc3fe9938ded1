import { type ReactNode, useEffect, useState } from 'react';

const steps: readonly (readonly [unit: string, seconds: number])[] = [
  ['y', 31_536_000],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
];

/** The span between two moments in milliseconds, as its largest unit: `now`, `48s`, `5m`, `3h`, `12d`, `2y`. The future counts as now. */
export function ageOf(from: number, to: number): string {
  const seconds = Math.floor((to - from) / 1000);
  if (!(seconds >= 5)) return 'now';
  for (const [unit, size] of steps) if (seconds >= size) return `${Math.floor(seconds / size)}${unit}`;
  return `${seconds}s`;
}

/** How long something took, in milliseconds: `under 1 s`, `4.2 s`, `12 s`, `2 min 5 s`, `1 h 3 min`. */
export function durationOf(milliseconds: number): string {
  // Kubernetes writes whole seconds.
  if (milliseconds < 1000) return 'under 1 s';
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all ages on the page: they change together, and it stops when nobody looks. */
function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How long ago a moment (RFC 3339) was; the moment itself as its title. A dash where there is none. */
export function Ago({ at, suffix = '' }: { readonly at: string | undefined; readonly suffix?: string }): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => onTick(() => setNow(Date.now())), []);
  const moment = at === undefined ? Number.NaN : Date.parse(at);
  if (Number.isNaN(moment)) return <span className="faint">–</span>;
  const age = ageOf(moment, Math.max(now, moment));
  return (
    <time dateTime={at} title={at}>
      {age === 'now' ? 'just now' : age + suffix}
    </time>
  );
}
