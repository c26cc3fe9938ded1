import type { OutputSpan } from '../../../lang/index.ts';

/** What a template printed. */
export interface TracedOutput {
  readonly path: string;
  /** A byte string. */
  readonly text: string;
  /** Paths of values begin with `Values` and are those of the root chart: a subchart's `.Values.port` is `Values`, its name, `port`. */
  readonly spans: readonly OutputSpan[];
}
