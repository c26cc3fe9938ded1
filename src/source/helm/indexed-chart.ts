import { isJsonObject, type Json, type JsonObject, textAt, textsAt } from '../../base/index.ts';
import { compareVersions, parseVersion, type SemanticVersion } from '../../lang/index.ts';

/** One version of a chart, as an index lists it. */
export interface IndexedChart {
  readonly name: string;
  readonly version: string;
  readonly parsed: SemanticVersion;
  /** Where the archive is, as it stands in the index. */
  readonly urls: readonly string[];
  /** The sha256 of the archive; empty where the index has none. */
  readonly digest: string;
  /** RFC 3339; empty where the index says nothing. */
  readonly created: string;
  /** All that the index says of it. */
  readonly metadata: JsonObject;
}

/**
 * The versions of a chart that an index lists, the highest first; what helm leaves out (no name, no version, a version that is none) is
 * left out (helm v4.2, pkg/repo/v1, loadIndex and SortEntries).
 */
export function readVersions(list: Json | undefined): readonly IndexedChart[] {
  if (!Array.isArray(list)) return [];
  const charts = list
    .filter(isJsonObject)
    .map(readChart)
    .filter((chart) => chart !== undefined);
  return charts.sort((a, b) => compareVersions(b.parsed, a.parsed));
}

function readChart(metadata: JsonObject): IndexedChart | undefined {
  const version = scalarAt(metadata, 'version');
  const parsed = parseVersion(version);
  const name = scalarAt(metadata, 'name');
  const isPath = name === '.' || name === '..' || name.includes('/');
  const type = textAt(metadata, 'type');
  if (parsed === undefined || name === '' || isPath || !['', 'application', 'library'].includes(type)) return undefined;
  return {
    name,
    version,
    parsed,
    urls: textsAt(metadata, 'urls'),
    digest: textAt(metadata, 'digest'),
    created: textAt(metadata, 'created'),
    metadata,
  };
}

/** Some servers write versions without quotes, and `1.2` is a number then. */
function scalarAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'number' ? String(value) : textAt(object, key);
}
