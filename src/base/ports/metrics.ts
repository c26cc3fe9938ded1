/** The labels of one time series. */
export type MetricLabels = Readonly<Record<string, string>>;

/** The port for metrics. Names and labels follow upstream's where upstream has the metric (`gotk_…`, `argocd_…`, `workqueue_…`). */
export interface Metrics {
  /** Adds to a counter. */
  count(name: string, labels?: MetricLabels, by?: number): void;
  /** Sets a gauge. */
  gauge(name: string, value: number, labels?: MetricLabels): void;
  /** Records one observation, in seconds where it is a time. */
  observe(name: string, value: number, labels?: MetricLabels): void;
}

/** Counts nothing. */
export const noMetrics: Metrics = { count: () => undefined, gauge: () => undefined, observe: () => undefined };
