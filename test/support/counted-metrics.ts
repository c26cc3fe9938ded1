import type { MetricLabels, Metrics } from '../../src/base/index.ts';

/** Remembers what was counted, as `name{label=value,…}`. */
export class CountedMetrics implements Metrics {
  readonly counts = new Map<string, number>();
  readonly gauges = new Map<string, number>();

  count(name: string, labels?: MetricLabels, by = 1): void {
    const series = seriesOf(name, labels);
    this.counts.set(series, (this.counts.get(series) ?? 0) + by);
  }

  gauge(name: string, value: number, labels?: MetricLabels): void {
    this.gauges.set(seriesOf(name, labels), value);
  }

  observe(name: string, _value: number, labels?: MetricLabels): void {
    this.count(`${name}_count`, labels);
  }

  /** The sum of a counter over all series whose labels include `labels`. */
  total(name: string, labels: MetricLabels = {}): number {
    let sum = 0;
    for (const [series, value] of this.counts) {
      const matches = Object.entries(labels).every(([key, wanted]) => series.includes(`${key}=${wanted}`));
      if (series.startsWith(`${name}{`) && matches) sum += value;
    }
    return sum;
  }
}

function seriesOf(name: string, labels: MetricLabels = {}): string {
  return `${name}{${Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')}}`;
}
