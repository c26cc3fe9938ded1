export type { HookEvent, ReleaseHook } from './hook.ts';
export { byInstallOrder } from './kind-order.ts';
export { type ManifestHead, ManifestHeads } from './manifest-head.ts';
export { type RenderedManifest, type SortedManifests, sortManifests } from './sort-manifests.ts';
export { splitManifests } from './split.ts';
