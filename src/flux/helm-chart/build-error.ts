import { SlipwayError } from '../../base/index.ts';

/** Why a chart could not be built, as conditions name it, and the words before the reason (source-controller v1.9, internal/helm/chart/errors.go). */
const summaries = {
  InvalidChartReference: 'invalid chart reference',
  ChartPullError: 'chart pull error',
  MetadataPatchError: 'chart metadata patch error',
  ValuesFilesError: 'values files merge error',
  DependencyBuildError: 'dependency build error',
  ChartPackageError: 'chart package error',
  Unknown: 'unknown build error',
} as const;

/** The reasons of failed builds. */
export type BuildFailure = keyof typeof summaries;

/** A chart that could not be built. */
export class ChartBuildError extends SlipwayError<BuildFailure> {
  /** Nothing but a change of the spec, or of the source, will help. */
  readonly lasting: boolean;

  constructor(code: BuildFailure, message: string, cause?: unknown) {
    super(code, `${summaries[code]}: ${message}`, { cause });
    this.lasting = ['InvalidChartReference', 'MetadataPatchError', 'ValuesFilesError'].includes(code);
  }

  /** The condition that says so. */
  get condition(): 'FetchFailed' | 'BuildFailed' {
    return ['InvalidChartReference', 'ChartPullError', 'Unknown'].includes(this.code) ? 'FetchFailed' : 'BuildFailed';
  }
}
