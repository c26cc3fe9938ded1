import { GoBytes, GoMap, GoSlice, type GoValue, type TemplateBudget } from '../../gotemplate/index.ts';
import { checkDepth } from '../convert/index.ts';

const bytesOfSlot = 8;

/** A copy that shares nothing that can change (mitchellh/copystructure 1.2.0). */
export function deepCopy(value: GoValue, budget: TemplateBudget, depth = 0): GoValue {
  checkDepth(depth);
  budget.step();
  if (value instanceof GoMap) {
    budget.allocate(value.entries.size * bytesOfSlot * 4);
    const entries = new Map<string, GoValue>();
    for (const [key, item] of value.entries) entries.set(key, deepCopy(item, budget, depth + 1));
    return new GoMap(entries, value.type, value.isNil, value.methods);
  }
  if (value instanceof GoSlice) {
    budget.allocate(value.items.length * bytesOfSlot);
    return new GoSlice(
      value.items.map((item) => deepCopy(item, budget, depth + 1)),
      value.type,
      value.isNil,
      value.methods,
    );
  }
  if (value instanceof GoBytes) budget.allocate(value.bytes.length);
  return value;
}
