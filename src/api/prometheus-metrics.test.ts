import { describe, expect, it } from 'vitest';
import { prometheusMetrics } from './prometheus-metrics.ts';

describe('metrics', () => {
  it('count up, by one or more, for each set of labels', async () => {
    const metrics = prometheusMetrics();
    metrics.count('requests_total', { code: '200' });
    metrics.count('requests_total', { code: '200' }, 4);
    metrics.count('requests_total', { code: '500' });
    const text = await metrics.text();
    expect(text).toContain('# TYPE requests_total counter');
    expect(text).toContain('requests_total{code="200"} 5');
    expect(text).toContain('requests_total{code="500"} 1');
  });

  it('show the last value of a gauge', async () => {
    const metrics = prometheusMetrics();
    metrics.gauge('depth', 3);
    metrics.gauge('depth', 1);
    expect(await metrics.text()).toContain('\ndepth 1\n');
  });

  it('sort what is observed into buckets of seconds', async () => {
    const metrics = prometheusMetrics();
    for (const seconds of [0.0005, 0.02, 400]) metrics.observe('took_seconds', seconds, { verb: 'GET' });
    const text = await metrics.text();
    expect(text).toContain('took_seconds_bucket{le="0.001",verb="GET"} 1');
    expect(text).toContain('took_seconds_bucket{le="300",verb="GET"} 2');
    expect(text).toContain('took_seconds_bucket{le="+Inf",verb="GET"} 3');
    expect(text).toContain('took_seconds_count{verb="GET"} 3');
  });

  it('leave out what does not fit the labels of a name, and never throw', async () => {
    const metrics = prometheusMetrics();
    metrics.count('things_total', { kind: 'a' });
    metrics.count('things_total', { other: 'b' });
    metrics.count('things_total', { kind: 'a' }, -1);
    metrics.observe('took_seconds', 1, { verb: 'GET' });
    metrics.observe('took_seconds', 1, { verb: 'GET', more: 'x' });
    const text = await metrics.text();
    expect(text).toContain('things_total{kind="a"} 1');
    expect(text).not.toContain('other=');
    expect(text).toContain('slipway_metrics_left_out_total 3');
    expect(text).toContain('took_seconds_count{verb="GET"} 1');
  });

  it('keep the metrics of two processes apart', async () => {
    const [one, two] = [prometheusMetrics(), prometheusMetrics()];
    one.count('only_here_total');
    expect(await two.text()).not.toContain('only_here_total');
  });
});
