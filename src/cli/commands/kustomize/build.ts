import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { systemClock, systemRandom } from '../../../base/index.ts';
import {
  buildWithRemotes,
  type ChartRenderer,
  createBuildCaches,
  createRemoteFetcher,
  defaultBuildLimits,
  KustomizeError,
  type KustomizeProfile,
  type LoadRestriction,
  parseRemoteBase,
  type RemoteFetcher,
  type ResourceList,
  resourcesText,
} from '../../../render/index.ts';
import { createGitRepositories, pathTree } from '../../../source/index.ts';
import { switchFlag, textFlag, UsageError } from '../../flags.ts';
import type { Invocation, RunCommand, Terminal } from '../../terminal.ts';
import { writeResourceFiles } from './resource-files.ts';

/** `slipway kustomize build`: the same bytes, warnings and exit code as `kustomize build`; refusals of the same class, with their place. */
export const runKustomizeBuild: RunCommand = async (invocation, terminal) => {
  const settings = readSettings(invocation, terminal);
  try {
    const { resources, warnings } = await build(settings, terminal);
    for (const warning of warnings) terminal.err(`${warning}\n`);
    await print(resources, settings.output, terminal);
    return 0;
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    terminal.err(`Error: ${error.message}${describePlace(error, terminal.cwd)}\n`);
    return 1;
  }
};

interface Settings {
  readonly path: string;
  readonly output: string | undefined;
  readonly profile: KustomizeProfile;
  readonly restriction: LoadRestriction;
  readonly reorder: 'legacy' | 'none' | undefined;
  readonly managedByLabel: boolean;
  readonly enableHelm: boolean;
}

function readSettings(invocation: Invocation, terminal: Terminal): Settings {
  const [path = '.', second] = invocation.args;
  if (second !== undefined) throw new UsageError('specify one path to kustomization.yaml');
  const reorder = choice(invocation, 'reorder', ['legacy', 'none']);
  if (reorder !== undefined) {
    terminal.err(
      "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n",
    );
  }
  const restrictor = choice(invocation, 'load-restrictor', ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone']);
  return {
    path,
    output: textFlag(invocation, 'output'),
    profile: choice(invocation, 'as-version', ['5.7', '5.8']) ?? '5.8',
    restriction: restrictor === 'LoadRestrictionsNone' ? 'none' : 'root-only',
    reorder,
    managedByLabel: switchFlag(invocation, 'enable-managedby-label'),
    enableHelm: switchFlag(invocation, 'enable-helm'),
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

type Built = { readonly resources: ResourceList; readonly warnings: readonly string[] };

async function build(settings: Settings, terminal: Terminal): Promise<Built> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'slipway-kustomize-'));
  const repositories = createGitRepositories({
    cacheDir,
    clock: systemClock,
    random: systemRandom,
    path: terminal.env['PATH'] ?? '',
    protocols: ['https', 'http', 'ssh', 'file'],
  });
  const fetcher = createRemoteFetcher({ repositories, fetch, isAllowed: () => true });
  try {
    return await buildAt(settings, fetcher, terminal);
  } finally {
    await repositories.close();
    await rm(cacheDir, { recursive: true, force: true });
  }
}

async function buildAt(settings: Settings, fetcher: RemoteFetcher, { cwd, signal }: Terminal): Promise<Built> {
  const { path, profile, restriction, reorder, managedByLabel, enableHelm } = settings;
  const options = {
    profile,
    restriction,
    reorder,
    managedByLabel,
    limits: defaultBuildLimits,
    charts: enableHelm ? noCharts : undefined,
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
  return buildWithRemotes(fetched.tree, repository.path, { ...options, repository }, caches, fetcher, signal);
}

/** Until charts are rendered here. */
const noCharts: ChartRenderer = {
  render({ chart }) {
    const message = 'charts are not rendered yet: name what `helm template` prints in resources instead';
    throw new KustomizeError('helm', message, { place: chart.place });
  },
};

async function print(resources: ResourceList, output: string | undefined, terminal: Terminal): Promise<void> {
  if (output === undefined) {
    terminal.out(resourcesText(resources));
    return;
  }
  const target = resolve(terminal.cwd, output);
  const isFolder = await stat(target).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) await writeResourceFiles(target, resources);
  else await writeFile(target, resourcesText(resources));
}

/** Files below the working folder are named from there, others from the root. */
function describePlace({ file, place }: KustomizeError, cwd: string): string {
  if (file === undefined) return '';
  const isRemote = file.includes('://') || file.includes('@');
  const shown = isRemote ? file : relative(cwd, `/${file}`);
  const name = !isRemote && shown.startsWith('..') ? `/${file}` : shown;
  return `\n  at ${name === '' ? '.' : name}${place === undefined ? '' : `:${place.line}:${place.column}`}`;
}
