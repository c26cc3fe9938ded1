import { HelmError } from '../error.ts';
import type { HelmProfile } from '../profile.ts';
import { readValues } from '../values/index.ts';
import type { Chart, ChartFile, ChartLock, ChartMetadata } from './chart.ts';
import type { ChartLimits } from './limits.ts';
import { checkedMetadata, emptyMetadata, readLock, readMetadata, readRequirements } from './metadata.ts';
import { readChartArchive } from './read-archive.ts';
import { readFirstDocument } from './unmarshal.ts';

interface AssembleOptions {
  readonly profile: HelmProfile;
  readonly limits: ChartLimits;
}

/** How many charts may still come, over all that lie in one another. */
interface Room {
  charts: number;
}

/** Makes a chart of its files, and of those in charts/ too (helm 4.2, pkg/chart/v2/loader LoadFiles). Throws HelmError. */
export function assembleChart(files: readonly ChartFile[], options: AssembleOptions): Chart {
  return assemble(files, options, { charts: options.limits.maxCharts }, 0);
}

function assemble(files: readonly ChartFile[], options: AssembleOptions, room: Room, depth: number): Chart {
  const { limits } = options;
  room.charts -= 1;
  if (room.charts < 0) throw new HelmError('limit', `there are more than ${limits.maxCharts} charts in this one`);
  if (depth > limits.maxDepth) {
    throw new HelmError('limit', `charts lie more than ${limits.maxDepth} deep in one another`);
  }
  const parts = new Parts(files);
  const metadata = checkedMetadata(parts.metadata());
  const dependencies = [...parts.subcharts].flatMap(([name, subchart]) => {
    if (name.startsWith('_') || name.startsWith('.')) return [];
    try {
      return assemble(filesOf(name, subchart, metadata, options), options, room, depth + 1);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      const message = `error unpacking subchart ${name} in ${metadata.name}: ${error.message}`;
      throw new HelmError(error.code, message, { object: `charts/${name}`, cause: error });
    }
  });
  const { lock, templates, values, schema, files: others, warnings } = parts;
  return { metadata, lock, templates, values, schema, files: others, raw: files, dependencies, warnings };
}

function filesOf(
  name: string,
  files: readonly ChartFile[],
  { name: parent }: ChartMetadata,
  { profile, limits }: AssembleOptions,
): ChartFile[] {
  if (name.endsWith('.tgz')) {
    const [first] = files;
    if (first === undefined || first.name !== name) {
      const message = `error unpacking subchart tar in ${parent}: expected ${name}, got ${first?.name ?? ''}`;
      throw new HelmError('bad-chart', message);
    }
    return readChartArchive(Buffer.from(first.data, 'latin1'), profile, limits);
  }
  return files.flatMap((file) => {
    const slash = file.name.indexOf('/');
    return slash < 0 ? [] : { name: file.name.slice(slash + 1), data: file.data };
  });
}

/** What the files of a chart are, by their names. */
class Parts {
  readonly templates: ChartFile[] = [];
  readonly files: ChartFile[] = [];
  readonly subcharts = new Map<string, ChartFile[]>();
  readonly warnings: string[] = [];
  lock: ChartLock | undefined;
  values: Chart['values'];
  schema: string | undefined;
  #metadata: ChartMetadata | undefined;

  constructor(files: readonly ChartFile[]) {
    const definition = files.findLast(({ name }) => name === 'Chart.yaml');
    if (definition !== undefined) {
      const read = readMetadata(
        readFirstDocument(definition.data, 'bad-chart', 'cannot load Chart.yaml: '),
        'Chart.yaml',
      );
      this.#metadata = { ...read, apiVersion: read.apiVersion === '' ? 'v1' : read.apiVersion };
    }
    for (const file of files) this.#take(file);
  }

  metadata(): ChartMetadata {
    if (this.#metadata === undefined) throw new HelmError('bad-chart', 'Chart.yaml file is missing');
    return this.#metadata;
  }

  #take(file: ChartFile): void {
    const { name, data } = file;
    if (name === 'Chart.yaml') return;
    if (name === 'values.yaml') this.values = readValues(data, 'cannot load values.yaml: ');
    else if (name === 'values.schema.json') this.schema = data;
    else if (name === 'Chart.lock') this.lock = this.#readLock(file);
    else if (name === 'requirements.yaml') this.#takeRequirements(file);
    else if (name === 'requirements.lock') this.#takeOldLock(file);
    else if (name.startsWith('templates/')) this.templates.push(file);
    else if (name.startsWith('charts/') && !name.endsWith('.prov')) this.#takeSubchart(name.slice(7), data);
    else this.files.push(file);
  }

  #takeSubchart(name: string, data: string): void {
    const [chart = ''] = name.split('/', 1);
    const known = this.subcharts.get(chart);
    if (known === undefined) this.subcharts.set(chart, [{ name, data }]);
    else known.push({ name, data });
  }

  #readLock({ name, data }: ChartFile): ChartLock | undefined {
    return readLock(readFirstDocument(data, 'bad-chart', `cannot load ${name}: `), name);
  }

  #takeRequirements(file: ChartFile): void {
    const before = this.#metadata ?? emptyMetadata;
    if (before.apiVersion !== 'v1') {
      this.warnings.push(
        'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
      );
    }
    const value = readFirstDocument(file.data, 'bad-chart', 'cannot load requirements.yaml: ');
    const { dependencies } = readRequirements(value);
    this.#metadata = { ...before, dependencies: dependencies ?? before.dependencies };
    if (before.apiVersion === 'v1') this.files.push(file);
  }

  #takeOldLock(file: ChartFile): void {
    this.lock = this.#readLock(file);
    this.#metadata ??= emptyMetadata;
    if (this.#metadata.apiVersion === 'v1') this.files.push(file);
    else {
      this.warnings.push(
        'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
      );
    }
  }
}
