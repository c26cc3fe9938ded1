export { ContentStore, type ContentStoreOptions, type StoreSession } from './content-store.ts';
export { saveTree } from './save.ts';
export { verifyTree } from './verify.ts';
