export { type DurableStorageOptions, openDurableStorage } from './durable-storage.ts';
export { MemoryStorage, type MemoryStorageOptions } from './memory-storage.ts';
export { StorageError } from './storage-error.ts';
