import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricLabels, Metrics } from '../base/index.ts';

/** Metrics that can be read in Prometheus' text format. */
export interface PrometheusMetrics extends Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Reconciles take from a millisecond to minutes. */
const secondsBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/**
 * Keeps metrics in memory. The first use of a name fixes its labels; what does not fit them is left out and counted in
 * `slipway_metrics_left_out_total`, since nobody's work may fail for a number.
 */
export function prometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const leftOut = new Counter({
    name: 'slipway_metrics_left_out_total',
    help: 'samples that did not fit the labels of their metric',
    registers: [registry],
  });
  const fitting = (add: () => void): void => {
    try {
      add();
    } catch {
      leftOut.inc();
    }
  };
  const options = (name: string, labels: MetricLabels) => ({
    name,
    help: name.replaceAll('_', ' '),
    labelNames: Object.keys(labels),
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    count: (name, labels = {}, by = 1) =>
      fitting(() => {
        const counter = counters.get(name) ?? new Counter(options(name, labels));
        counters.set(name, counter);
        counter.inc({ ...labels }, by);
      }),
    gauge: (name, value, labels = {}) =>
      fitting(() => {
        const gauge = gauges.get(name) ?? new Gauge(options(name, labels));
        gauges.set(name, gauge);
        gauge.set({ ...labels }, value);
      }),
    observe: (name, value, labels = {}) =>
      fitting(() => {
        const histogram = histograms.get(name) ?? new Histogram({ ...options(name, labels), buckets: secondsBuckets });
        histograms.set(name, histogram);
        histogram.observe({ ...labels }, value);
      }),
  };
}
