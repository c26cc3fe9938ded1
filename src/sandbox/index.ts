export type { Storage, StoredChange, StoredObject } from './storage.ts';
