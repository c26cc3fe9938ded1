export type { ArtifactOwner, ArtifactPlace } from './place.ts';
export { serveArtifact, type ServedArtifact } from './serve.ts';
export { type ArtifactContent, ArtifactStore, type ArtifactStoreOptions, type StoredArtifact } from './store.ts';
