export { type Capabilities, capabilitiesOf, type KubeVersion, parseKubeVersion } from './capabilities/index.ts';
export {
  type Chart,
  type ChartDependency,
  type ChartFile,
  type ChartLimits,
  type ChartMetadata,
  loadChart,
  loadPackedChart,
  type LoadOptions,
} from './chart/index.ts';
export { chartFunctionsFor, releaseNameOf } from './functions.ts';
export type { Lookup } from './engine/index.ts';
export { HelmError, type HelmErrorCode } from './error.ts';
export { createHelmKind } from './kind/index.ts';
export { documentText, manifestText } from './manifest-text.ts';
export { byInstallOrder, type HookEvent, type ReleaseHook, splitManifests } from './output/index.ts';
export type { HelmProfile } from './profile.ts';
export { keyedRandom, type ReleaseRandom, trueRandom } from './random.ts';
export {
  type ChartField,
  type ChartObject,
  chartObjects,
  templateFile,
  type TracedOutput,
  valuePlace,
  type ValuesText,
} from './provenance/index.ts';
export { metadataRecord } from './record.ts';
export { checkReleaseName } from './release-name.ts';
export {
  type ChartCrd,
  type ChartManifest,
  createHelmCaches,
  type HelmCaches,
  renderChart,
  type RenderChartOptions,
  type RenderedChart,
  type ReleaseNames,
} from './render-chart.ts';
export { sortDocuments } from './sort-documents.ts';
export { mergeValueSources, type ValueSources } from './strvals/index.ts';
export { goMap as chartValues, jsonOf as chartValuesJson } from './values/index.ts';
