export { compareOwned, type OwnedDifference, type OwnedOptions, type OwnedReason } from './compare-owned.ts';
export { extractOwned } from './extract-owned.ts';
export { fieldSetOf } from './field-set-of.ts';
export { foldManagedFields } from './fold-managed-fields.ts';
export { differingPlaces, type PlacesInBoth } from './differing-places.ts';
export { keepPlaces } from './keep-places.ts';
export { fieldsOfManagers, ownedFields } from './owned-fields.ts';
