import { type Lru, sha256 } from '../../../base/index.ts';
import { textOfBytes } from '../../../lang/index.ts';
import { resolveLinks, type Tree } from '../../../source/index.ts';
import { HelmError } from '../error.ts';
import type { HelmProfile } from '../profile.ts';
import type { Chart } from './chart.ts';
import { assembleChart } from './assemble-chart.ts';
import { dependencyFault } from './dependency-fault.ts';
import { type ChartLimits, defaultChartLimits } from './limits.ts';
import { readChartArchive } from './read-archive.ts';
import { type ListedFile, listChartFolder, readFileData, readListed } from './read-folder.ts';
import { readFirstDocument, StructReader } from './unmarshal.ts';

/** How a chart is loaded. */
export interface LoadOptions {
  readonly profile: HelmProfile;
  readonly limits?: ChartLimits;
  /** Charts that were loaded before, by what they were made of. */
  readonly cache?: Lru<Chart>;
}

/**
 * Loads the chart at `path` of a tree: a folder, or a packed chart (helm 4.2, pkg/chart/loader/load.go). It reads nothing outside of the tree.
 * Throws HelmError with what helm says, `limit` beyond the bounds.
 */
export function loadChart(tree: Tree, path: string, options: LoadOptions): Chart {
  const limits = options.limits ?? defaultChartLimits;
  const place = resolveLinks(tree, path);
  if (place.kind !== 'found')
    throw new HelmError('bad-chart', `path ${JSON.stringify(path)} not found`, { object: path });
  if (place.entry.kind === 'file') {
    const { digest } = place.entry;
    return cached(
      options,
      () => digest,
      () => {
        const archive = tree.read(place.path);
        checkIsArchive(archive, path);
        return loadPackedChart(archive, options);
      },
    );
  }
  const definition = resolveLinks(tree, place.path === '' ? 'Chart.yaml' : `${place.path}/Chart.yaml`);
  if (definition.kind !== 'found' || definition.entry.kind !== 'file') {
    const message = `unable to detect chart at ${path === '' ? '' : `${path}/`}Chart.yaml: no such file or directory`;
    throw new HelmError('bad-chart', message, { object: path });
  }
  const files = listChartFolder(tree, place.path, options.profile, limits);
  return cached(
    options,
    () => digestOf(tree, files),
    () => {
      const apiVersion = readApiVersion(readFileData(tree, definition.path));
      return judged(assembleChart(readListed(tree, files), { ...options, limits }), apiVersion, options.profile);
    },
  );
}

function cached({ cache, profile }: LoadOptions, digest: () => string, load: () => Chart): Chart {
  // Digests are asked for only where there is a cache: of a folder of the disk each costs a read.
  if (cache === undefined) return load();
  const key = `${profile} ${digest()}`;
  const chart = cache.get(key) ?? load();
  cache.set(key, chart);
  return chart;
}

/** Names what a chart is made of; every file counts as read. */
function digestOf(tree: Tree, files: readonly ListedFile[]): string {
  return sha256(
    files
      .map(({ name, path }) => {
        const entry = tree.entry(path);
        return `${name}\0${entry?.kind === 'file' ? entry.digest : ''}\n`;
      })
      .join(''),
  );
}

/** Loads a packed chart (.tgz). Throws as `loadChart`. */
export function loadPackedChart(archive: Uint8Array, options: LoadOptions): Chart {
  const limits = options.limits ?? defaultChartLimits;
  const files = readChartArchive(archive, options.profile, limits);
  const definition = files.find(({ name }) => name === 'Chart.yaml');
  if (definition === undefined) {
    throw new HelmError('bad-chart', 'unable to detect chart version, no Chart.yaml found');
  }
  const apiVersion = readApiVersion(definition.data);
  return judged(assembleChart(files, { ...options, limits }), apiVersion, options.profile);
}

function readApiVersion(data: string): string {
  const value = readFirstDocument(data, 'bad-chart', 'cannot load Chart.yaml: ');
  const fault = (message: string): HelmError =>
    new HelmError('bad-chart', `cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: ${message}`);
  const apiVersion = new StructReader(value, 'loader.chartBase', fault).text('apiVersion');
  if (!['', 'v1', 'v2', 'v3'].includes(apiVersion)) throw new HelmError('bad-chart', 'unsupported chart version');
  return apiVersion;
}

/**
 * Charts of version 3 are read and judged, and refused only then (helm 4.2, pkg/action/install.go); first those with more charts in charts/ than
 * Chart.yaml names (pkg/chart/common.go, MetaDependencies).
 */
function judged(chart: Chart, apiVersion: string, profile: HelmProfile): Chart {
  if (apiVersion !== 'v3') return chart;
  if (chart.dependencies.length > (chart.metadata.dependencies ?? []).length) {
    throw new HelmError('dependencies', `${dependencyFault(profile)}: unsupported chart dependency type`);
  }
  throw new HelmError('bad-chart', 'invalid chart apiVersion');
}

function checkIsArchive(bytes: Uint8Array, path: string): void {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return;
  const file = `file '${textOfBytes(path)}'`;
  const message = /\.ya?ml$/.test(path)
    ? `${file} seems to be a YAML file, but expected a gzipped archive`
    : `${file} does not appear to be a gzipped archive`;
  throw new HelmError('bad-chart', message, { object: path });
}
