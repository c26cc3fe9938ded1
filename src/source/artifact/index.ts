export type { ArtifactOwner, ArtifactPlace } from './place.ts';
export { serveArtifact, type ServedArtifact } from './serve.ts';
export { ArtifactStore, type ArtifactStoreOptions, type StoredArtifact } from './store.ts';
