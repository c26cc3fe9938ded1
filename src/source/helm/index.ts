export type { VersionRules } from './choose-version.ts';
export { type ChartRepositoriesOptions, createChartRepositories } from './create-chart-repositories.ts';
export type { HelmIndex } from './index-file.ts';
export type { IndexedChart } from './indexed-chart.ts';
export type {
  ChartArtifact,
  ChartCredentials,
  ChartRepositories,
  ChartRepository,
  ChartRepositoryCredentials,
  ChartWish,
  PullChartOptions,
  ResolvedChart,
} from './repository.ts';
export { indexJson } from './index-json.ts';
export { type ChartPackage, packageChart } from './package-chart.ts';
