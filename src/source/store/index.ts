export { ContentStore, type ContentStoreOptions, type ContentWriter, type StoreSession } from './content-store.ts';
export { saveTree } from './save.ts';
export { verifyTree, type VerifyDepth } from './verify.ts';
