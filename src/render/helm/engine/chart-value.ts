import { anyMap, anySlice, GoMap, GoSlice, type GoValue, stringMap } from '../../../lang/index.ts';
import type { ChartDependency, ChartMetadata, ImportValue } from '../chart/index.ts';

/** `.Chart`: the metadata as a map of Go's field names (helm 4.2, pkg/chart/common.go MetadataAsMap). */
export function chartValue(metadata: ChartMetadata, isRoot: boolean): GoMap {
  return mapOfEntries({
    Name: metadata.name,
    Home: metadata.home,
    Sources: listOf(metadata.sources),
    Version: metadata.version,
    Description: metadata.description,
    Keywords: listOf(metadata.keywords),
    Maintainers: listOf(
      metadata.maintainers.map(({ name, email, url }) => mapOfEntries({ Name: name, Email: email, URL: url })),
    ),
    Icon: metadata.icon,
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition,
    Tags: metadata.tags,
    AppVersion: metadata.appVersion,
    Deprecated: metadata.deprecated,
    Annotations: new GoMap(new Map(metadata.annotations ?? []), stringMap, metadata.annotations === undefined),
    KubeVersion: metadata.kubeVersion,
    Dependencies: listOf((metadata.dependencies ?? []).map(dependencyValue)),
    Type: metadata.type,
    IsRoot: isRoot,
  });
}

function dependencyValue(dependency: ChartDependency): GoMap {
  return mapOfEntries({
    Name: dependency.name,
    Version: dependency.version,
    Repository: dependency.repository,
    Condition: dependency.condition,
    Tags: listOf(dependency.tags),
    Enabled: dependency.enabled,
    ImportValues: listOf(dependency.importValues.map(importValue)),
    Alias: dependency.alias,
  });
}

function importValue(value: ImportValue): GoValue {
  if (typeof value !== 'object') return value ?? null;
  return new GoMap(new Map(Object.entries(value)), stringMap);
}

/** A `map[string]interface {}`. */
export function mapOfEntries(entries: Readonly<Record<string, GoValue>>): GoMap {
  return new GoMap(new Map(Object.entries(entries)), anyMap);
}

function listOf(items: readonly GoValue[]): GoSlice {
  return new GoSlice(items, anySlice);
}
