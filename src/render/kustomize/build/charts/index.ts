export type { ChartRenderer, ChartRequest, RenderedManifests } from './chart-renderer.ts';
export { renderChart } from './charts.ts';
