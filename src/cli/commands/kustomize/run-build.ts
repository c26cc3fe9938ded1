import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../../base/index.ts';
import {
  buildWithRemotes,
  type ChartRenderer,
  createBuildCaches,
  createChartRenderer,
  createHelmCaches,
  createRemoteFetcher,
  defaultBuildLimits,
  KustomizeError,
  type KustomizeProfile,
  type LoadRestriction,
  parseRemoteBase,
  type RemoteFetcher,
  type ResourceList,
  trueRandom,
} from '../../../render/index.ts';
import { createArchiveSources, createGitRepositories, openTree, pathTree } from '../../../source/index.ts';
import { createTemplateBudget } from '../../../lang/index.ts';
import { givenTexts, switchFlag, textFlag, UsageError } from '../../flags.ts';
import type { Invocation, Terminal } from '../../terminal.ts';
import { describePlace } from './shown-place.ts';

/** What the flags say of how to build. */
export interface BuildSettings {
  readonly profile: KustomizeProfile;
  readonly restriction: LoadRestriction;
  readonly reorder: 'legacy' | 'none' | undefined;
  readonly managedByLabel: boolean;
  readonly enableHelm: boolean;
  readonly helmKubeVersion: string | undefined;
  readonly helmApiVersions: readonly string[];
}

/** Reads the flags that `kustomize build` and `explain` share. Throws UsageError. */
export function readBuildSettings(invocation: Invocation, terminal: Terminal): BuildSettings {
  const reorder = choice(invocation, 'reorder', ['legacy', 'none']);
  if (reorder !== undefined) {
    terminal.err(
      "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n",
    );
  }
  const restrictor = choice(invocation, 'load-restrictor', ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone']);
  return {
    profile: choice(invocation, 'as-version', ['5.7', '5.8']) ?? '5.8',
    restriction: restrictor === 'LoadRestrictionsNone' ? 'none' : 'root-only',
    reorder,
    managedByLabel: switchFlag(invocation, 'enable-managedby-label'),
    // Whoever enables plugins enables helm (kustomize 5.8, commands/build).
    enableHelm: switchFlag(invocation, 'enable-helm') || switchFlag(invocation, 'enable-alpha-plugins'),
    helmKubeVersion: textFlag(invocation, 'helm-kube-version'),
    helmApiVersions: givenTexts(invocation, 'helm-api-versions'),
  };
}

function choice<T extends string>(invocation: Invocation, flag: string, values: readonly T[]): T | undefined {
  const text = textFlag(invocation, flag);
  if (text === undefined) return undefined;
  const found = values.find((value) => value === text);
  if (found === undefined) {
    throw new UsageError(`illegal flag value --${flag} ${text}; legal values: [${values.join(' ')}]`);
  }
  return found;
}

/** What a build gave the command. */
export type Built = { readonly resources: ResourceList; readonly warnings: readonly string[] };

/**
 * Builds a folder or a remote address, and hands what it gave to `use`; warnings go to stderr. Resolves to the exit code, 1 where the real
 * command refuses too: then the error is on stderr with its place.
 */
export async function runBuild(
  path: string,
  settings: BuildSettings,
  terminal: Terminal,
  use: (resources: ResourceList) => Promise<number>,
): Promise<number> {
  try {
    const { resources, warnings } = await build(path, settings, terminal);
    for (const warning of warnings) terminal.err(`${warning}\n`);
    return await use(resources);
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    terminal.err(`Error: ${error.message}${describePlace(error, terminal.cwd)}\n`);
    return 1;
  }
}

async function build(path: string, settings: BuildSettings, terminal: Terminal): Promise<Built> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'slipway-kustomize-'));
  const repositories = createGitRepositories({
    cacheDir,
    clock: systemClock,
    random: systemRandom,
    path: terminal.env['PATH'] ?? '',
    protocols: ['https', 'http', 'ssh', 'file'],
  });
  const archives = createArchiveSources({
    cacheDir: join(cacheDir, 'archives'),
    clock: systemClock,
    random: systemRandom,
  });
  const fetcher = createRemoteFetcher({
    repositories,
    chartsWithin: archives.chartsWithin,
    fetch,
    isAllowed: () => true,
    clock: systemClock,
    // Of one command, one look is enough.
    maxAgeMs: Infinity,
  });
  try {
    return await buildAt(path, settings, fetcher, terminal);
  } finally {
    await archives.close();
    await repositories.close();
    await rm(cacheDir, { recursive: true, force: true });
  }
}

async function buildAt(
  path: string,
  settings: BuildSettings,
  fetcher: RemoteFetcher,
  terminal: Terminal,
): Promise<Built> {
  const { profile, restriction, reorder, managedByLabel } = settings;
  const { cwd, signal } = terminal;
  const options = {
    profile,
    restriction,
    reorder,
    managedByLabel,
    limits: defaultBuildLimits,
    charts: settings.enableHelm ? chartsFor(settings, terminal) : undefined,
    checkpoint: () => signal.throwIfAborted(),
  };
  const caches = createBuildCaches({ cacheBytes: 256 * 1024 * 1024 });
  const repository = parseRemoteBase(path);
  if (repository === undefined) {
    const folder = relative('/', resolve(cwd, path));
    return buildWithRemotes(pathTree('/'), folder, { ...options, isDisk: true }, caches, fetcher, signal);
  }
  const fetched = await fetcher.base(repository, signal);
  if (fetched.kind === 'failed') {
    throw new KustomizeError('remote', `'${path}' cannot be fetched: ${fetched.message}`, { file: path });
  }
  return buildWithRemotes(openTree(fetched.tree), repository.path, { ...options, repository }, caches, fetcher, signal);
}

/** Renders charts as `helm template` does here. */
function chartsFor({ helmKubeVersion, helmApiVersions }: BuildSettings, { env, signal }: Terminal): ChartRenderer {
  const checkpoint = (): void => signal.throwIfAborted();
  return createChartRenderer({
    profile: '4.2',
    caches: createHelmCaches({ cacheBytes: 64 * 1024 * 1024 }),
    budget: createTemplateBudget({ maxSteps: 200_000_000, maxBytes: defaultBuildLimits.maxReadBytes, checkpoint }),
    random: () => trueRandom(systemRandom),
    now: () => BigInt(systemClock.now()) * 1_000_000n,
    timeZone: env['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    kubeVersion: helmKubeVersion,
    apiVersions: helmApiVersions.length === 0 ? undefined : helmApiVersions,
  });
}
