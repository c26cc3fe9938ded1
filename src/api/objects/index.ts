export { buildTree, type BuiltTree } from './build-tree.ts';
export type { ClusterObjects, LogRequest, ObjectsTarget } from './cluster-objects.ts';
export { comparedManifest, differenceOf } from './difference.ts';
export { desiredManifest } from './desired-manifest.ts';
export { eventViews, objectOfEvent } from './events.ts';
export { logLines } from './log-lines.ts';
export { SecretMasker } from './mask-secrets.ts';
export { WatchedTrees } from './watched-trees.ts';
