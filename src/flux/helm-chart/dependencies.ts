import { readFile } from 'node:fs/promises';
import { type KubeObject, messageOf, textAt } from '../../base/index.ts';
import { parseConstraint, parseVersion } from '../../lang/index.ts';
import { type ChartRepositories, joinPath, type Tree } from '../../source/index.ts';
import { repositoryCredentials } from '../helm-repository/index.ts';
import { sourceGroup } from '../names.ts';
import type { SourceLook } from '../source/index.ts';
import { ChartBuildError } from './build-error.ts';
import { type ChartDependency, type ChartFile, filesBelow, folderOf, readChartFile } from './chart-file.ts';

/** Where the dependencies of a chart are looked for. */
export interface DependencyPlaces {
  /** The source that the chart's folder lies in, and where there. */
  readonly source: Tree;
  readonly path: string;
  readonly charts: ChartRepositories;
  readonly look: SourceLook;
}

/** How long the index of a dependency's repository may be old. */
const indexAgeMs = 5 * 60_000;

/**
 * The files of the charts that a chart needs and that its `charts/` lacks: out of the same source, or of repositories, which are opened as the
 * HelmRepository with that address says, if the namespace has one (source-controller v1.9, DependencyManager). Throws ChartBuildError
 * `DependencyBuildError`.
 */
export async function missingDependencies(
  chart: ChartFile,
  folder: Tree,
  places: DependencyPlaces,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const present = (folder.list('charts') ?? []).map((entry) => entry.name);
  if (present.filter((name) => !/^[._]/.test(name)).length === chart.dependencies.length) return files;
  for (const dependency of chart.dependencies) {
    if (present.some((name) => isOf(name, dependency))) continue;
    const isLocal = dependency.repository === '' || dependency.repository.startsWith('file://');
    try {
      const found = isLocal ? localFiles(dependency, places) : await remoteFile(dependency, places);
      for (const [path, content] of found) files.set(path, content);
    } catch (error) {
      if (places.look.signal.aborted) throw error;
      const name = dependency.alias || dependency.name;
      const text = `failed to add ${isLocal ? 'local' : 'remote'} dependency '${name}': ${messageOf(error)}`;
      throw new ChartBuildError('DependencyBuildError', text, error);
    }
  }
  return files;
}

/** Whether a folder or an archive in `charts/` is the dependency's, by its name. */
function isOf(entry: string, { name, alias }: ChartDependency): boolean {
  return [name, alias].some(
    (wanted) => wanted !== '' && (entry === wanted || (entry.startsWith(`${wanted}-`) && entry.endsWith('.tgz'))),
  );
}

function localFiles(dependency: ChartDependency, { source, path }: DependencyPlaces): Iterable<[string, Uint8Array]> {
  const { name, repository, version } = dependency;
  const relative = repository === '' ? `charts/${name}` : repository.slice('file://'.length);
  const at = joinPath(path, relative) ?? relative;
  const folder = folderOf(source, at);
  if (folder === undefined) throw new Error(`no chart found at '/${at}' (reference '${repository}')`);
  const chart = readChartFile(folder);
  const constraint = parseConstraint(version);
  if (constraint === undefined) {
    throw new Error(`invalid version/constraint format '${version}': improper constraint: ${version}`);
  }
  const parsed = parseVersion(chart.version);
  if (parsed === undefined || !constraint.matches(parsed)) {
    throw new Error(`can't get a valid version for constraint '${version}'`);
  }
  return filesBelow(folder, `charts/${chart.name}`);
}

async function remoteFile(
  dependency: ChartDependency,
  { charts, look }: DependencyPlaces,
): Promise<[string, Uint8Array][]> {
  const { name, version, repository } = dependency;
  const { owner, lookup, signal } = look;
  if (!/^(?:https?|oci):\/\//.test(repository)) throw new Error(`invalid chart repository URL: ${repository}`);
  const known = await lookup.list({ group: sourceGroup, kind: 'HelmRepository' }, owner.metadata.namespace ?? '', {});
  const named = known.find((object) => sameAddress(textAt(object, 'spec', 'url'), repository));
  const opened = await openAs(named, repository, look, charts);
  const chart = await opened
    .resolve({ name, version, rules: 'flux' }, { maxAgeMs: indexAgeMs, signal })
    .catch((error: unknown) => {
      const text = `failed to get chart '${name}' version '${version}' from '${repository}': ${messageOf(error)}`;
      throw new Error(text, { cause: error });
    });
  const { archive } = await opened.pull(chart, { signal });
  return [[`charts/${chart.name}-${chart.version}.tgz`, await readFile(archive.file)]];
}

async function openAs(named: KubeObject | undefined, url: string, { lookup }: SourceLook, charts: ChartRepositories) {
  if (named === undefined) return charts.open(url);
  const found = await repositoryCredentials(named, lookup);
  if (found.kind === 'problem') throw new Error(found.message);
  return charts.open(url, found.credentials);
}

function sameAddress(a: string, b: string): boolean {
  return a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
}
