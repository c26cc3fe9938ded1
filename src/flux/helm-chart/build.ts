import type { ArtifactContent } from '../../source/index.ts';

/** A chart as it is to be stored. */
export interface ChartBuild {
  readonly name: string;
  readonly version: string;
  /** Packed by us, instead of taken as it was published. */
  readonly packaged: boolean;
  /** Makes the archive; not called where the version is stored already. Throws ChartBuildError. */
  readonly make: () => Promise<MadeChart>;
}

/** The archive of a chart. */
export interface MadeChart {
  readonly content: ArtifactContent;
  /** The files of values that were merged into it. */
  readonly valuesFiles: readonly string[];
}

/** What a build says of itself, in conditions and Events (source-controller v1.9, Build.Summary). */
export function summaryOf({ name, version, packaged }: ChartBuild, valuesFiles: readonly string[]): string {
  const merged = valuesFiles.length === 0 ? '' : ` and merged values files [${valuesFiles.join(' ')}]`;
  return `${packaged ? 'packaged' : 'pulled'} '${name}' chart with version '${version}'${merged}`;
}
