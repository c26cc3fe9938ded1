export { deployedRelease, lastRelease, noDeployed, storeRevision } from './history.ts';
export { kubeStorage, type KubeStorageOptions, recordName, recordOf, systemLabels } from './kube-storage.ts';
export type { ReleaseStorage } from './storage.ts';
