export type {
  Chart,
  ChartDependency,
  ChartFile,
  ChartLock,
  ChartMaintainer,
  ChartMetadata,
  ImportValue,
} from './chart.ts';
export { adopt, type ChartNode, nodeOf, nodePath } from './chart-node.ts';
export { dependencyFault } from './dependency-fault.ts';
export { type ChartLimits, defaultChartLimits } from './limits.ts';
export { loadChart, loadPackedChart, type LoadOptions } from './load-chart.ts';
export { isMap, jsonKind, readFirstDocument, StructReader } from './unmarshal.ts';
