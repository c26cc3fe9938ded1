export { ArchiveCache, type ArchiveCacheOptions, type CachedArchive } from './archive-cache.ts';
export type { ArchiveKind } from './entry-path.ts';
export type { ExtractedTree, ExtractOptions } from './extract.ts';
export { ArchiveTrees } from './archive-trees.ts';
