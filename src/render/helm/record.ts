import type { Json, JsonObject } from '../../base/index.ts';
import { textOfBytes } from '../../lang/index.ts';
import type { ChartDependency, ChartFile, ChartLock, ChartMetadata, ChartNode } from './chart/index.ts';
import { jsonOf } from './values/index.ts';

/**
 * A chart as helm stores it with a release (helm 4.2, pkg/chart/v2/chart.go): members in Go's order, so that equal charts give equal texts.
 * Charts in it are not stored. Times of files are left out, since trees have none.
 */
export function chartRecord({ chart, metadata, values }: ChartNode): JsonObject {
  return {
    metadata: metadataRecord(metadata),
    lock: chart.lock === undefined ? null : lockRecord(chart.lock),
    templates: chart.templates.map(fileRecord),
    values: values === undefined ? null : jsonOf(values),
    schema: chart.schema === undefined ? null : base64Of(chart.schema),
    schemamodtime: zeroTime,
    files: chart.files.map(fileRecord),
  };
}

const zeroTime = '0001-01-01T00:00:00Z';

function fileRecord({ name, data }: ChartFile): Json {
  return { name: textOfBytes(name), data: base64Of(data) };
}

function base64Of(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

/** Metadata as JSON and in `helm show chart`: what is empty is left out. */
export function metadataRecord(metadata: ChartMetadata): JsonObject {
  return filled({
    name: textOfBytes(metadata.name),
    home: textOfBytes(metadata.home),
    sources: metadata.sources.map(textOfBytes),
    version: textOfBytes(metadata.version),
    description: textOfBytes(metadata.description),
    keywords: metadata.keywords.map(textOfBytes),
    maintainers: metadata.maintainers.map(({ name, email, url }) =>
      filled({ name: textOfBytes(name), email: textOfBytes(email), url: textOfBytes(url) }),
    ),
    icon: textOfBytes(metadata.icon),
    apiVersion: textOfBytes(metadata.apiVersion),
    condition: textOfBytes(metadata.condition),
    tags: textOfBytes(metadata.tags),
    appVersion: textOfBytes(metadata.appVersion),
    deprecated: metadata.deprecated,
    annotations: annotationsRecord(metadata.annotations),
    kubeVersion: textOfBytes(metadata.kubeVersion),
    dependencies: (metadata.dependencies ?? []).map(dependencyRecord),
    type: textOfBytes(metadata.type),
  });
}

function annotationsRecord(annotations: ReadonlyMap<string, string> | undefined): JsonObject | undefined {
  const entries = [...(annotations ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([key, value]) => [textOfBytes(key), textOfBytes(value)]));
}

/** A dependency as JSON; its name and repository are always there. */
export function dependencyRecord(dependency: ChartDependency): JsonObject {
  const { name, version, repository, condition, tags, enabled, importValues, alias } = dependency;
  return {
    name: textOfBytes(name),
    ...filled({ version: textOfBytes(version) }),
    repository: textOfBytes(repository),
    ...filled({
      condition: textOfBytes(condition),
      tags: tags.map(textOfBytes),
      enabled,
      'import-values': importValues.map((value) =>
        typeof value === 'object'
          ? { child: textOfBytes(value.child), parent: textOfBytes(value.parent) }
          : textOfBytes(value ?? ''),
      ),
      alias: textOfBytes(alias),
    }),
  };
}

function lockRecord({ generated, digest, dependencies }: ChartLock): JsonObject {
  return {
    generated: generated === '' ? zeroTime : textOfBytes(generated),
    digest: textOfBytes(digest),
    dependencies: dependencies.map(dependencyRecord),
  };
}

/** Without empty texts and lists, false, and what is undefined. */
function filled(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
