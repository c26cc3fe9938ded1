/** What an Event says, and how often it was said since the point before. */
export interface Said {
  readonly reason: string;
  readonly message: string;
  readonly times: number;
}

const transition = /^(Updated health status: )(\S*) -> (\S*)$/;

/**
 * Reduces Argo CD's Events about health, `Updated health status: A -> B`, to where they started and where they ended. Which states
 * in between were seen depends on when the controller looked: the same story gives `Missing -> Healthy` in one run and
 * `Missing -> Progressing`, `Progressing -> Healthy` in another. A way that ends where it started leaves nothing. Everything else
 * is passed through.
 */
export function withoutPassingStates<T extends Said>(events: readonly T[]): T[] {
  const balance = new Map<string, number>();
  const others: T[] = [];
  let sample: T | undefined;
  for (const event of events) {
    const [, , from, to] = transition.exec(event.message) ?? [];
    if (from === undefined || to === undefined) {
      others.push(event);
      continue;
    }
    sample ??= event;
    balance.set(from, (balance.get(from) ?? 0) - event.times);
    balance.set(to, (balance.get(to) ?? 0) + event.times);
  }
  const start = [...balance].find(([, count]) => count < 0)?.[0];
  const end = [...balance].find(([, count]) => count > 0)?.[0];
  if (sample === undefined || start === undefined || end === undefined) return others;
  return [...others, { ...sample, message: `Updated health status: ${start} -> ${end}`, times: 1 }];
}
