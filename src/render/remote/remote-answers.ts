import { openTree, type Tree, type TreeLocator } from '../../source/index.ts';
import type { RecordedRead } from '../renderer.ts';
import { parseRemoteBase } from './remote-base.ts';
import { chartAddress, parseChartAddress } from './remote-chart.ts';
import type { FetchedFile, FetchedRepository, RemoteBase, RemoteChart, RemoteNeed, Remotes } from './remote.ts';

/** A need and what became of it: bytes and plain values, so that it can be sent to a worker thread. */
export type RemoteAnswer =
  | { readonly kind: 'file'; readonly url: string; readonly fetched: FetchedFile }
  | { readonly kind: 'base'; readonly base: RemoteBase; readonly fetched: FetchedRepository }
  | { readonly kind: 'chart'; readonly chart: RemoteChart; readonly fetched: FetchedRepository };

/** What was fetched for a render. */
export function remotesOf(answers: readonly RemoteAnswer[], open: (tree: TreeLocator) => Tree = openTree): Remotes {
  const files = new Map<string, FetchedFile>();
  const bases = new Map<string, ReturnType<Remotes['base']>>();
  const charts = new Map<string, ReturnType<Remotes['chart']>>();
  for (const answer of answers) {
    if (answer.kind === 'file') files.set(answer.url, answer.fetched);
    else if (answer.kind === 'chart') charts.set(chartAddress(answer.chart), opened(answer.fetched, open));
    else bases.set(repositoryKey(answer.base), opened(answer.fetched, open));
  }
  return {
    file: (url) => files.get(url),
    base: (base) => bases.get(repositoryKey(base)),
    chart: (chart) => charts.get(chartAddress(chart)),
  };
}

function opened(fetched: FetchedRepository, open: (tree: TreeLocator) => Tree): ReturnType<Remotes['base']> {
  return fetched.kind === 'tree' ? { kind: 'tree', tree: open(fetched.tree) } : fetched;
}

/** Folders of one repository share its tree. */
export function repositoryKey({ repository, reference, submodules }: RemoteBase): string {
  return JSON.stringify([repository, reference, submodules]);
}

/** Each thing once. */
export function distinctNeeds(needs: readonly RemoteNeed[]): RemoteNeed[] {
  const keyed = needs.map((need) => [keyOf(need), need] as const);
  return [...new Map(keyed).values()];
}

function keyOf(need: RemoteNeed): string {
  if (need.kind === 'file') return need.url;
  return need.kind === 'chart' ? chartAddress(need.chart) : repositoryKey(need.base);
}

/**
 * What a render read elsewhere than in its tree. An address of a repository is first looked at as one of a file: what a web page says
 * there changes nothing. Undefined where something could not be had: what a render makes of that follows from no content.
 */
export function remoteReads(answers: readonly RemoteAnswer[]): readonly RecordedRead[] | undefined {
  const bases = new Set(answers.flatMap((answer) => (answer.kind === 'base' ? [repositoryKey(answer.base)] : [])));
  const reads: RecordedRead[] = [];
  for (const answer of answers) {
    if (answer.kind === 'chart') {
      if (answer.fetched.kind === 'failed') return undefined;
      reads.push({ kind: 'remote', path: chartAddress(answer.chart), digest: answer.fetched.commit });
      continue;
    }
    if (answer.kind === 'base') {
      if (answer.fetched.kind === 'failed') return undefined;
      reads.push({ kind: 'remote', path: answer.base.address, digest: answer.fetched.commit });
      continue;
    }
    const base = parseRemoteBase(answer.url);
    if (base !== undefined && bases.has(repositoryKey(base))) continue;
    if (answer.fetched.kind !== 'content') return undefined;
    reads.push({ kind: 'remote', path: answer.url, digest: answer.fetched.digest });
  }
  return reads;
}

/** Whether what was read elsewhere is still so; what cannot be asked now counts as unchanged, so that a remote that is gone takes nothing back. */
export async function remoteReadsHold(
  reads: readonly RecordedRead[],
  current: (need: RemoteNeed) => Promise<string | undefined>,
): Promise<boolean> {
  const remote = reads.filter(({ kind }) => kind === 'remote');
  const held = await Promise.all(
    remote.map(async ({ path, digest }) => {
      const now = await current(needOf(path, digest));
      return now === undefined || now === digest;
    }),
  );
  return held.every(Boolean);
}

/** What gave a recorded read. */
function needOf(path: string, digest: string): RemoteNeed {
  const chart = parseChartAddress(path);
  if (chart !== undefined) return { kind: 'chart', chart };
  const base = parseRemoteBase(path);
  const isBase = base !== undefined && /^[0-9a-f]{40}$/.test(digest);
  return isBase ? { kind: 'base', base } : { kind: 'file', url: path };
}
