export { type ChartRendererOptions, createChartRenderer } from './create-chart-renderer.ts';
