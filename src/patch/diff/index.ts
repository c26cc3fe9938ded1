export {
  differenceAt,
  type FieldDifference,
  itemPlace,
  memberPlace,
  type Place,
  rootPlace,
} from './field-difference.ts';
export { type DifferenceOptions, fieldDifferences } from './field-differences.ts';
export { matchItems } from './match-items.ts';
export { isNothing, sameMeaning } from './same-meaning.ts';
