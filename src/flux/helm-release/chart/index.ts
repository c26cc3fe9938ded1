export { Capabilities } from './capabilities.ts';
export { helmChartOf, isAsWanted } from './chart-object.ts';
export type { ChartCapabilities, ChartRendering, Charts, LoadedChart } from './charts.ts';
export { deleteHelmChart, type HelmChartPorts, keepHelmChart } from './keep-chart.ts';
export { artifactOf, type ChartArtifact, hasRevisionDigest, versionWithDigest } from './source-object.ts';
export { createStoredCharts, type StoredChartsOptions } from './stored-charts.ts';
