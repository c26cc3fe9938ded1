import { jsonAt, type KubeObject, messageOf, textAt } from '../../base/index.ts';
import {
  type ChartRepositories,
  type GitRepositories,
  ignoring,
  openTree,
  packageChart,
  readIgnoreRules,
  type Tree,
} from '../../source/index.ts';
import { gitCredentials } from '../git-repository/credentials.ts';
import { commitOfRevision } from '../revision.ts';
import type { FailedSource, SourceLook } from '../source/index.ts';
import type { ChartBuild, MadeChart } from './build.ts';
import { ChartBuildError } from './build-error.ts';
import { type ChartFile, folderOf, readChartFile, withMetadata, withVersion } from './chart-file.ts';
import { missingDependencies } from './dependencies.ts';
import { mergedFiles, type HelmChartSpec } from './spec.ts';
import { mergeValues } from './values.ts';

/** What charts in Git are read through. */
export interface GitChartOptions {
  readonly charts: ChartRepositories;
  readonly repositories: GitRepositories;
}

/**
 * A chart out of a folder of a GitRepository: packed, with the charts that it needs and values that are merged into it (source-controller
 * v1.9, localChartBuilder). Throws ChartBuildError.
 */
export async function buildFromGit(
  spec: HelmChartSpec,
  repository: KubeObject,
  look: SourceLook,
  options: GitChartOptions,
): Promise<FailedSource | ChartBuild> {
  const { owner, lookup, signal } = look;
  const commit = commitOfRevision(textAt(repository, 'status', 'artifact', 'revision')) ?? '';
  const credentials = await gitCredentials(repository, lookup);
  if (credentials.kind === 'problem') return unreadable(credentials.message);
  let source: Tree;
  try {
    const opened = options.repositories.open(textAt(repository, 'spec', 'url'), credentials.credentials);
    const submodules = jsonAt(repository, 'spec', 'recurseSubmodules') === true;
    const tree = openTree((await opened.checkout(commit, { submodules, signal })).tree);
    const ignore = jsonAt(repository, 'status', 'observedIgnore');
    source = ignoring(tree, readIgnoreRules(tree, typeof ignore === 'string' ? ignore : undefined));
  } catch (error) {
    if (signal.aborted) throw error;
    return unreadable(`failed to open source artifact: ${messageOf(error)}`);
  }
  const path = spec.chart.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  const folder = folderOf(source, path);
  if (folder === undefined) {
    const hint = path.endsWith('.tgz') ? ': packed charts in Git are not read' : '';
    throw new ChartBuildError('InvalidChartReference', `stat ${path || '.'}: no such file or directory${hint}`);
  }
  const chart = readChartFile(folder);
  const generation = mergedFiles(spec).length > 0 ? [String(owner.metadata.generation ?? 0)] : [];
  const metadata = [...(spec.byRevision ? [commit.slice(0, 12)] : []), ...generation].join('.');
  const version = withMetadata(chart.version, metadata);
  const make = (): Promise<MadeChart> => makeFrom(spec, chart, { source, folder, path, version }, look, options);
  return { name: chart.name, version, packaged: true, make };
}

async function makeFrom(
  spec: HelmChartSpec,
  chart: ChartFile,
  from: { readonly source: Tree; readonly folder: Tree; readonly path: string; readonly version: string },
  look: SourceLook,
  { charts }: GitChartOptions,
): Promise<MadeChart> {
  const { source, folder, path, version } = from;
  const values = mergeValues(
    spec,
    source,
    (file) => `no values file found at path '/${file.replace(/^(?:\.?\/)+/, '')}' (reference '${file}')`,
  );
  const files = new Map<string, Uint8Array>(await missingDependencies(chart, folder, { source, path, charts, look }));
  files.set('Chart.yaml', Buffer.from(withVersion(chart, version)));
  if (values !== undefined) files.set('values.yaml', Buffer.from(values.text));
  const id = JSON.stringify([folder.digest, version, values?.text, [...files.keys()]]);
  const write = (file: string) => packageChart(file, { name: chart.name, tree: folder, files, obeyIgnore: true });
  return { content: { id, write }, valuesFiles: values?.files ?? [] };
}

function unreadable(message: string): FailedSource {
  return { kind: 'failed', condition: 'FetchFailed', reason: 'ReadOperationFailed', message, stalled: false };
}
