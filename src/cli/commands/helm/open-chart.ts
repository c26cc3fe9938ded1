import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../../base/index.ts';
import { type Chart, HelmError, type HelmProfile, loadChart, loadPackedChart } from '../../../render/index.ts';
import { createArchiveSources, pathTree, SourceError } from '../../../source/index.ts';
import { switchFlag, textFlag } from '../../flags.ts';
import type { Invocation, Terminal } from '../../terminal.ts';

/** Loads the chart that a command names: a folder or an archive, or one of a repository or registry. Throws HelmError. */
export async function openChart(
  reference: string,
  profile: HelmProfile,
  invocation: Invocation,
  { cwd, signal }: Pick<Terminal, 'cwd' | 'signal'>,
): Promise<Chart> {
  const name = reference.trim();
  const repository = textFlag(invocation, 'repo') ?? '';
  const version = textFlag(invocation, 'version') ?? (switchFlag(invocation, 'devel') ? '>0.0.0-0' : '');
  if (repository !== '') return fetchChart(repository, { name, version }, profile, signal);
  const path = resolve(cwd, name);
  if (existsSync(path)) return loadChart(pathTree('/'), relative('/', path), { profile });
  if (isAbsolute(name) || name.startsWith('.')) {
    throw new HelmError('bad-chart', `path ${JSON.stringify(name)} not found`, { object: name });
  }
  if (name.startsWith('oci://')) return fetchChart(name, { name: '', version }, profile, signal);
  const [named = '', chart] = name.split('/');
  const message =
    chart === undefined
      ? `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${name}`
      : `repo ${named} not found`;
  throw new HelmError('bad-chart', message, { object: name });
}

async function fetchChart(
  address: string,
  wish: { readonly name: string; readonly version: string },
  profile: HelmProfile,
  signal: AbortSignal,
): Promise<Chart> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'slipway-helm-'));
  const sources = createArchiveSources({ cacheDir, clock: systemClock, random: systemRandom });
  try {
    const repository = sources.charts.open(address);
    const resolved = await repository.resolve({ ...wish, rules: 'helm' }, { maxAgeMs: 0, signal });
    const { archive } = await repository.pull(resolved, { signal });
    return loadPackedChart(await readFile(archive.file), { profile });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const isAbsent = error.code === 'not-found' && wish.name !== '';
    const version = wish.version === '' ? '' : ` version ${JSON.stringify(wish.version)}`;
    const message = isAbsent
      ? `chart ${JSON.stringify(wish.name)}${version} not found in ${address} repository`
      : error.message;
    throw new HelmError('bad-chart', message, { object: address, cause: error });
  } finally {
    await sources.close();
    await rm(cacheDir, { recursive: true, force: true });
  }
}
