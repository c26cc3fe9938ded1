/** What an Event says, and how often it was said since the point before. */
export interface Said {
  readonly reason: string;
  readonly message: string;
  readonly times: number;
}

const transition = /^Updated (health|sync) status: (\S*) -> (\S*?)(?: \(.*\))?$/;

/**
 * Reduces Argo CD's Events about health and sync, `Updated health status: A -> B`, to where they started and where they ended, without what
 * newer versions say of the cause. Which states in between were seen depends on when the controller looked: the same story gives
 * `Missing -> Healthy` in one run and `Missing -> Progressing`, `Progressing -> Healthy` in another, and who compares, syncs and compares
 * again says `OutOfSync -> Synced` where another says nothing. A way that ends where it started leaves nothing. Everything else is passed
 * through.
 */
export function withoutPassingStates<T extends Said>(events: readonly T[]): T[] {
  const ways = new Map<string, { sample: T; balance: Map<string, number> }>();
  const others: T[] = [];
  for (const event of events) {
    const [, what, from, to] = transition.exec(event.message) ?? [];
    if (what === undefined || from === undefined || to === undefined) {
      others.push(event);
      continue;
    }
    const way = ways.get(what) ?? { sample: event, balance: new Map<string, number>() };
    ways.set(what, way);
    way.balance.set(from, (way.balance.get(from) ?? 0) - event.times);
    way.balance.set(to, (way.balance.get(to) ?? 0) + event.times);
  }
  const left = [...ways].flatMap(([what, { sample, balance }]) => {
    const start = [...balance].find(([, count]) => count < 0)?.[0];
    const end = [...balance].find(([, count]) => count > 0)?.[0];
    if (start === undefined || end === undefined) return [];
    return [{ ...sample, message: `Updated ${what} status: ${start} -> ${end}`, times: 1 }];
  });
  return [...others, ...left];
}
