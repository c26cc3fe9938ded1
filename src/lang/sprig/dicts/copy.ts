import {
  GoBytes,
  GoMap,
  GoSlice,
  type GoValue,
  type TemplateBudget,
  TemplateBudgetError,
} from '../../gotemplate/index.ts';

const maxDepth = 10_000;
const bytesOfSlot = 8;

/** A copy that shares nothing that can change (mitchellh/copystructure 1.2.0). */
export function deepCopy(value: GoValue, budget: TemplateBudget, depth = 0): GoValue {
  if (depth > maxDepth)
    throw new TemplateBudgetError('too-deep', `values lie in each other more than ${maxDepth} deep`);
  budget.step();
  const copy = (item: GoValue): GoValue => deepCopy(item, budget, depth + 1);
  if (value instanceof GoMap) {
    budget.allocate(value.entries.size * bytesOfSlot * 4);
    const entries = new Map(Array.from(value.entries, ([key, item]) => [key, copy(item)] as const));
    return new GoMap(entries, value.type, value.isNil, value.methods);
  }
  if (value instanceof GoSlice) {
    budget.allocate(value.items.length * bytesOfSlot);
    return new GoSlice(value.items.map(copy), value.type, value.isNil, value.methods);
  }
  if (value instanceof GoBytes) budget.allocate(value.bytes.length);
  return value;
}
