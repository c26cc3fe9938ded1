import type { RemoteFetcher, RemoteNeed } from './remote.ts';
import { distinctNeeds, type RemoteAnswer } from './remote-answers.ts';

/** How often a render may find that it needs more; bases that name others take a round each. */
const maxRounds = 50;
/** How many things a render may need in all. */
const maxNeeds = 1000;

/**
 * Attempts something, fetches what it needs, and attempts it again until it needs nothing more; everything is fetched once. Undefined where it
 * needs more than anything honest does, or bases name one another. Throws what the attempt throws, and the reason of an abort.
 */
export async function answerNeeds<T>(
  attempt: (answers: readonly RemoteAnswer[]) => T | Promise<T>,
  needsOf: (value: T) => readonly RemoteNeed[],
  fetcher: RemoteFetcher,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  const answers: RemoteAnswer[] = [];
  for (let round = 0; round < maxRounds; round += 1) {
    const value = await attempt(answers);
    const needs = distinctNeeds(needsOf(value));
    if (needs.length === 0) return value;
    signal?.throwIfAborted();
    if (answers.length + needs.length > maxNeeds) return undefined;
    answers.push(...(await Promise.all(needs.map((need) => answer(need, fetcher, signal)))));
  }
  return undefined;
}

/** What to say where a render needs too much. */
export const needsTooMuch =
  'this needs too much from elsewhere, or bases that name one another: keep copies of them instead';

async function answer(
  need: RemoteNeed,
  fetcher: RemoteFetcher,
  signal: AbortSignal | undefined,
): Promise<RemoteAnswer> {
  if (need.kind === 'file') return { ...need, fetched: await fetcher.file(need.url, signal) };
  if (need.kind === 'chart') return { ...need, fetched: await fetcher.chart(need.chart, signal) };
  return { ...need, fetched: await fetcher.base(need.base, signal) };
}
