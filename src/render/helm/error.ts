import { SlipwayError } from '../../base/index.ts';

/** Why a chart is not rendered. */
export type HelmErrorCode =
  /** The chart's files are no chart: metadata, archives, names, sizes. */
  | 'bad-chart'
  /** A values file, or what was said beside it, cannot be read. */
  | 'bad-values'
  /** Dependencies are missing, or their values do not fit. */
  | 'dependencies'
  /** The values do not fit the chart's schema. */
  | 'schema'
  /** The chart wants another Kubernetes. */
  | 'kube-version'
  /** A template cannot be parsed or executed. */
  | 'template'
  /** What the templates gave is no manifest. */
  | 'manifest'
  /** It takes more than it may: steps, bytes, files. */
  | 'limit';

/** A chart is not rendered; the message is what helm says, to the letter where it says it itself. */
export class HelmError extends SlipwayError<HelmErrorCode> {}
