import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../base/index.ts';
import { SourceError } from '../../error.ts';
import type { GitProgram, GitRun } from '../command/index.ts';
import { isRefName } from '../wire/index.ts';
import type { FetchPlan, FetchTarget } from './remote.ts';

/** How a repository's own references are called: nobody else's ever are. */
export const ownRefs = 'refs/slipway/';

/** How often the growth of a fetch is looked at. */
const watchEveryMs = 250;

interface FetchByGit extends GitRun {
  readonly maxBytes: number;
  readonly clock: Clock;
}

/**
 * Fetches by `git fetch`. A server that gives out no commit by its id is asked for the names under which it shows them, and at last
 * for all branches and tags with their history. Throws SourceError.
 */
export async function fetchByGit(
  git: GitProgram,
  url: string,
  target: FetchTarget,
  plan: FetchPlan,
  run: FetchByGit,
): Promise<void> {
  const wanted = plan.commits.map((commit) => `+${commit}:${ownRefs}${commit}`);
  const named = plan.names.filter(isRefName).map((name, index) => `+${name}:${ownRefs}named/${index}`);
  const everything = ['heads', 'tags'].map((kind) => `+refs/${kind}/*:${ownRefs}${kind}/*`);
  const shallow = plan.extent === 'commit';
  for (const { refspecs, depth } of [
    { refspecs: wanted, depth: shallow },
    { refspecs: named, depth: shallow },
    { refspecs: everything, depth: false },
  ]) {
    if (refspecs.length === 0) continue;
    const args = [...(await depthArgs(target.path, depth)), '--end-of-options', url, ...refspecs];
    if ((await fetchOnce(git, target, args, run)) && (await hasAll(git, target, plan.commits, run))) return;
  }
  throw absent(run, plan.commits);
}

/** `--unshallow` is an error in a repository that has all of its history. */
async function depthArgs(path: string, shallow: boolean): Promise<readonly string[]> {
  if (shallow) return ['--depth=1'];
  const isShallow = await stat(join(path, 'shallow')).then(
    (stats) => stats.size > 0,
    () => false,
  );
  return isShallow ? ['--unshallow'] : [];
}

/** Whether the server gave what it was asked for; not where it would give it by another name. */
async function fetchOnce(
  git: GitProgram,
  target: FetchTarget,
  args: readonly string[],
  run: FetchByGit,
): Promise<boolean> {
  const process = git.start(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--update-shallow', ...args], {
    ...run,
    repository: target.path,
  });
  process.stdin.end();
  process.stdout.resume();
  const before = await packBytes(target.path);
  const unwatch = watchGrowth(target.path, before + run.maxBytes, run.clock, () => process.kill(tooMuch(run)));
  const exit = await process.ended.finally(unwatch);
  if ((await packBytes(target.path)) > before + run.maxBytes) throw tooMuch(run);
  if (exit.code === 0) return true;
  // A server of plain files: it gives all or nothing.
  if (/does not support shallow/.test(exit.stderr)) return false;
  const failure = git.failureOf(exit, run);
  // A server that knows protocol version 2 gives every commit that it has, so there is no other way to ask.
  if (failure.code !== 'revision-not-found' || /not our ref/.test(exit.stderr)) throw failure;
  return false;
}

function absent(run: GitRun, commits: readonly string[]): SourceError {
  const message = `${run.object}: the server has no commit ${commits.join(', ')}`;
  return new SourceError('revision-not-found', message, { object: run.object });
}

async function hasAll(git: GitProgram, target: FetchTarget, commits: readonly string[], run: GitRun): Promise<boolean> {
  const { stdout } = await git.run(['cat-file', '--batch-check=%(objecttype)'], {
    object: run.object,
    repository: target.path,
    timeoutMs: run.timeoutMs,
    signal: run.signal,
    input: Buffer.from(commits.map((commit) => `${commit}\n`).join('')),
  });
  const types = stdout.toString().trim().split('\n');
  return types.every((type) => type === 'commit');
}

function tooMuch(run: FetchByGit): SourceError {
  const message = `${run.object}: the server sends more than ${run.maxBytes} bytes`;
  return new SourceError('too-large', message, { object: run.object });
}

/** git has no limit for what it fetches: the packs that it is writing are looked at. */
function watchGrowth(path: string, maxBytes: number, clock: Clock, exceeded: () => void): () => void {
  let ended = false;
  let cancel = (): void => undefined;
  const look = async (): Promise<void> => {
    const size = await packBytes(path);
    if (ended) return;
    if (size > maxBytes) exceeded();
    else cancel = clock.after(watchEveryMs, () => void look());
  };
  cancel = clock.after(watchEveryMs, () => void look());
  return () => {
    ended = true;
    cancel();
  };
}

/** The size of all packs, those that are being written too. */
async function packBytes(path: string): Promise<number> {
  const folder = join(path, 'objects', 'pack');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.pack$|^tmp_pack_/.test(name));
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
