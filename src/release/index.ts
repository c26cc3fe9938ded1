export {
  type ActionContext,
  type ActionOutcome,
  type ApplyMethod,
  type CrdPolicy,
  install,
  type InstallOptions,
  type ObjectOwnership,
  rollback,
  type RollbackOptions,
  test,
  type TestOptions,
  uninstall,
  type UninstallOptions,
  type UninstallOutcome,
  upgrade,
  type UpgradeOptions,
  type WaitPolicy,
} from './actions/index.ts';
export { ReleaseError, type ReleaseErrorCode } from './error.ts';
export { followObject, type Follow } from './wait/index.ts';
export { buildObjects, owned as ownedObject, readObjects, type ReleaseObject } from './objects/index.ts';
export {
  chartField,
  encodeRelease,
  encodeChart,
  encodeHook,
  encodeInfo,
  goMapJson,
  goStructJson,
  isPending,
  type Release,
  type ReleaseHook,
  type ReleaseStatus,
  withStatus,
} from './record/index.ts';
export type { RenderChart, RenderedChart, RenderedHook, RenderFor } from './rendered-chart.ts';
export { kubeStorage, type KubeStorageOptions, recordName, recordOf, type ReleaseStorage } from './storage/index.ts';
