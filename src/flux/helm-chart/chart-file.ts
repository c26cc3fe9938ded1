import { isJsonObject, type JsonObject, objectsAt, textAt } from '../../base/index.ts';
import { formatVersion, parseVersion } from '../../lang/index.ts';
import { joinPath, resolveLinks, type Tree, type TreeEntry, walkTree } from '../../source/index.ts';
import { editScalar, readYaml, toJson, writeYaml } from '../../yaml/index.ts';
import { ChartBuildError } from './build-error.ts';

/** Another chart that a chart needs, as its `Chart.yaml`, `requirements.yaml` or lock says. */
export interface ChartDependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly alias: string;
}

/** What a chart's folder says of itself. */
export interface ChartFile {
  readonly name: string;
  readonly version: string;
  /** The text of its `Chart.yaml`. */
  readonly text: string;
  readonly dependencies: readonly ChartDependency[];
}

/** Reads what a chart's folder says of itself. Throws ChartBuildError `InvalidChartReference`. */
export function readChartFile(tree: Tree): ChartFile {
  const text = textOf(tree, 'Chart.yaml');
  if (text === undefined) throw invalid('open Chart.yaml: no such file or directory');
  const chart = parse(text);
  if (chart === undefined) throw invalid("cannot load 'Chart.yaml': it is no map of YAML");
  const version = chart['version'];
  const name = textAt(chart, 'name');
  const written = typeof version === 'number' ? String(version) : textAt(chart, 'version');
  if (name === '') throw invalid('validation: chart.metadata.name is required');
  if (name.includes('/') || name === '.' || name === '..') {
    throw invalid(`validation: chart.metadata.name ${JSON.stringify(name)} is invalid`);
  }
  if (written === '') throw invalid('validation: chart.metadata.version is required');
  if (parseVersion(written) === undefined) {
    throw invalid(`validation: chart.metadata.version ${JSON.stringify(written)} is invalid`);
  }
  return { name, version: written, text, dependencies: dependenciesOf(tree, chart) };
}

/** A version with build metadata (source-controller v1.9, setBuildMetaData). Throws ChartBuildError `MetadataPatchError`. */
export function withMetadata(version: string, metadata: string): string {
  if (metadata === '') return version;
  const parsed = parseVersion(version);
  if (parsed !== undefined) return formatVersion({ ...parsed, metadata });
  throw new ChartBuildError(
    'MetadataPatchError',
    'failed to parse version from chart metadata as SemVer: invalid semantic version',
  );
}

/** The `Chart.yaml` with another version; its comments and its order stay where that can be. */
export function withVersion({ text, version: before }: ChartFile, version: string): string {
  if (version === before) return text;
  try {
    return editScalar(text, ['version'], version, { profile: 'go2' });
  } catch {
    return writeYaml({ ...parse(text), version });
  }
}

/** The lock counts before what was asked for (source-controller v1.9, DependencyManager.Build). */
function dependenciesOf(tree: Tree, chart: JsonObject): readonly ChartDependency[] {
  const locked = ['Chart.lock', 'requirements.lock'].flatMap((file) => parsed(tree, file) ?? []);
  const asked = [chart, parsed(tree, 'requirements.yaml') ?? {}];
  const source = [...locked, ...asked].find((object) => objectsAt(object, 'dependencies').length > 0) ?? {};
  return objectsAt(source, 'dependencies').map((dependency) => ({
    name: textAt(dependency, 'name'),
    version: textAt(dependency, 'version'),
    repository: textAt(dependency, 'repository'),
    alias: textAt(dependency, 'alias'),
  }));
}

function parsed(tree: Tree, file: string): JsonObject | undefined {
  const text = textOf(tree, file);
  return text === undefined ? undefined : parse(text);
}

function parse(text: string): JsonObject | undefined {
  const { documents, problems } = readYaml(text, { profile: 'go2', documents: 'first' });
  const value = documents[0] === undefined ? undefined : toJson(documents[0].value);
  return problems.length === 0 && isJsonObject(value) ? value : undefined;
}

function textOf(tree: Tree, file: string): string | undefined {
  return tree.entry(file)?.kind === 'file' ? Buffer.from(tree.read(file)).toString('utf8') : undefined;
}

/** The folder at `path` of a tree, as a tree of its own; undefined where there is none. Links in the folder are followed inside `tree`. */
export function folderOf(tree: Tree, path: string): Tree | undefined {
  const resolved = resolveLinks(tree, path.replace(/^(?:\.?\/)+/, ''));
  if (resolved.kind !== 'found' || resolved.entry.kind !== 'folder') return undefined;
  const root = resolved.path;
  const placed = (inner: string): string => joinPath(root, inner) ?? root;
  return {
    digest: resolved.entry.digest,
    entry: (inner) => (inner === '' ? resolved.entry : tree.entry(placed(inner))),
    list: (inner) => tree.list(placed(inner)),
    read: (inner) => tree.read(placed(inner)),
  };
}

/** All files of a folder below another name. */
export function* filesBelow(tree: Tree, name: string): Generator<[string, Uint8Array], void, undefined> {
  for (const { path, entry } of walkTree(tree)) if (isFile(entry)) yield [`${name}/${path}`, tree.read(path)];
}

function isFile(entry: TreeEntry): boolean {
  return entry.kind === 'file';
}

function invalid(message: string): ChartBuildError {
  return new ChartBuildError('InvalidChartReference', message);
}
