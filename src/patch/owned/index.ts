export { compareOwned, type OwnedDifference, type OwnedOptions, type OwnedReason } from './compare-owned.ts';
export { extractOwned } from './extract-owned.ts';
export { fieldSetOf } from './field-set-of.ts';
export { foldManagedFields } from './fold-managed-fields.ts';
export { ownedFields } from './owned-fields.ts';
