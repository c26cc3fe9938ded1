import { parseVersion, textOfBytes } from '../../../lang/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';
import { HelmError } from '../error.ts';
import type { ChartDependency, ChartLock, ChartMaintainer, ChartMetadata, ImportValue } from './chart.ts';
import { cleanText } from './clean-text.ts';
import { isMap, scalarText, StructReader } from './unmarshal.ts';

/** What is wrong where a file holds a value of another type than helm wants: how `yaml.Unmarshal` says it. */
function typeFault(file: string): (message: string) => HelmError {
  return (message) =>
    new HelmError('bad-chart', `cannot load ${file}: error unmarshaling JSON: while decoding JSON: ${message}`, {
      object: file,
    });
}

/** Metadata that says nothing. */
export const emptyMetadata: ChartMetadata = readMetadata(null, 'Chart.yaml');

/** Reads Chart.yaml (without judging it). Throws HelmError `bad-chart`. */
export function readMetadata(value: YamlValue, file: string): ChartMetadata {
  const fault = typeFault(file);
  const fields = new StructReader(value, 'v2.Metadata', fault);
  return {
    name: fields.text('name'),
    home: fields.text('home'),
    sources: fields.texts('sources'),
    version: fields.text('version'),
    description: fields.text('description'),
    keywords: fields.texts('keywords'),
    maintainers: (fields.list('maintainers', '[]*v2.Maintainer') ?? []).map((item) => readMaintainer(item, fault)),
    icon: fields.text('icon'),
    apiVersion: fields.text('apiVersion'),
    condition: fields.text('condition'),
    tags: fields.text('tags'),
    appVersion: fields.text('appVersion'),
    deprecated: fields.flag('deprecated'),
    annotations: fields.textMap('annotations'),
    kubeVersion: fields.text('kubeVersion'),
    dependencies: fields.list('dependencies', '[]*v2.Dependency')?.map((item) => readDependency(item, fault)),
    type: fields.text('type'),
  };
}

/** What requirements.yaml adds to the metadata of an old chart: its dependencies. Throws HelmError `bad-chart`. */
export function readRequirements(value: YamlValue): Pick<ChartMetadata, 'dependencies'> {
  const { dependencies } = readMetadata(value, 'requirements.yaml');
  return { dependencies };
}

/** Reads Chart.lock or requirements.lock. Throws HelmError `bad-chart`. */
export function readLock(value: YamlValue, file: string): ChartLock | undefined {
  if (value === null) return undefined;
  const fault = typeFault(file);
  const fields = new StructReader(value, 'v2.Lock', fault);
  return {
    generated: fields.text('generated'),
    digest: fields.text('digest'),
    dependencies: (fields.list('dependencies', '[]*v2.Dependency') ?? []).map((item) => readDependency(item, fault)),
  };
}

function readMaintainer(value: YamlValue, fault: (message: string) => HelmError): ChartMaintainer {
  if (value === null) throw invalid('maintainers must not contain empty or null nodes');
  const fields = new StructReader(value, 'v2.Maintainer', fault);
  return { name: fields.text('name'), email: fields.text('email'), url: fields.text('url') };
}

function readDependency(value: YamlValue, fault: (message: string) => HelmError): ChartDependency {
  if (value === null) throw invalid('dependencies must not contain empty or null nodes');
  const fields = new StructReader(value, 'v2.Dependency', fault);
  return {
    name: fields.text('name'),
    version: fields.text('version'),
    repository: fields.text('repository'),
    condition: fields.text('condition'),
    tags: fields.texts('tags'),
    enabled: fields.flag('enabled'),
    importValues: (fields.list('import-values', '[]interface {}') ?? []).map(readImport),
    alias: fields.text('alias'),
  };
}

function readImport(value: YamlValue): ImportValue {
  if (typeof value === 'string') return scalarText(value);
  if (!isMap(value)) return undefined;
  const side = (name: string): string => {
    const said = value[name] ?? null;
    return said === null ? '<nil>' : (scalarText(said) ?? '');
  };
  return { child: side('child'), parent: side('parent') };
}

/** Metadata as helm takes it: texts without what cannot be printed. Throws HelmError `bad-chart` (helm 4.2, Metadata.Validate). */
export function checkedMetadata(metadata: ChartMetadata): ChartMetadata {
  const checked: ChartMetadata = {
    ...metadata,
    name: cleanText(metadata.name),
    description: cleanText(metadata.description),
    home: cleanText(metadata.home),
    icon: cleanText(metadata.icon),
    condition: cleanText(metadata.condition),
    tags: cleanText(metadata.tags),
    appVersion: cleanText(metadata.appVersion),
    kubeVersion: cleanText(metadata.kubeVersion),
    sources: metadata.sources.map(cleanText),
    keywords: metadata.keywords.map(cleanText),
    maintainers: metadata.maintainers.map(({ name, email, url }) => ({
      name: cleanText(name),
      email: cleanText(email),
      url: cleanText(url),
    })),
    dependencies: metadata.dependencies?.map((dependency) => ({
      ...dependency,
      name: cleanText(dependency.name),
      version: cleanText(dependency.version),
      repository: cleanText(dependency.repository),
      condition: cleanText(dependency.condition),
      tags: dependency.tags.map(cleanText),
    })),
  };
  checkName(checked);
  checkDependencies(checked.dependencies ?? []);
  return checked;
}

function checkName({ apiVersion, name, version, type }: ChartMetadata): void {
  if (apiVersion === '') throw invalid('chart.metadata.apiVersion is required');
  if (name === '') throw invalid('chart.metadata.name is required');
  if (name === '.' || name === '..') throw invalid(`chart.metadata.name ${quoted(name)} is not allowed`);
  if (name.includes('/')) throw invalid(`chart.metadata.name ${quoted(name)} is invalid`);
  if (version === '') throw invalid('chart.metadata.version is required');
  if (parseVersion(version) === undefined) throw invalid(`chart.metadata.version ${quoted(version)} is invalid`);
  if (!['', 'application', 'library'].includes(type)) {
    throw invalid('chart.metadata.type must be application or library');
  }
}

function checkDependencies(dependencies: readonly ChartDependency[]): void {
  const names = new Set<string>();
  for (const { name, alias } of dependencies) {
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) {
      throw invalid(`dependency ${quoted(name)} has disallowed characters in the alias`);
    }
    const key = alias === '' ? name : alias;
    if (names.has(key)) throw invalid(`more than one dependency with name or alias ${quoted(key)}`);
    names.add(key);
  }
}

function invalid(message: string): HelmError {
  return new HelmError('bad-chart', `validation: ${message}`, { object: 'Chart.yaml' });
}

function quoted(bytes: string): string {
  return JSON.stringify(textOfBytes(bytes));
}
