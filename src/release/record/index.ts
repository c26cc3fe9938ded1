export { packRelease, type RecordLimits, unpackRelease } from './codec.ts';
export { encodeChart, encodeHook, encodeInfo, encodeRelease } from './encode.ts';
export { byBytes, goMapJson, goStructJson } from './go-json.ts';
export {
  chartField,
  type HookEvent,
  type HookDeletePolicy,
  type HookPhase,
  type HookRun,
  isPending,
  type Release,
  type ReleaseHook,
  type ReleaseInfo,
  type ReleaseStatus,
  withStatus,
} from './release.ts';
export { goTime } from './time.ts';
