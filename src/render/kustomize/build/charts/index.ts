export type { ChartRenderer, ChartRequest } from './chart-renderer.ts';
export { renderChart } from './charts.ts';
