export { helmChartKind, type HelmChartOptions } from './look.ts';
