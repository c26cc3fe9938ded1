export { Planner } from './plan.ts';
export { type CallCost, matchCost, sizeOf, standardCosts, textCost, traversalCost } from './cost.ts';
export { compare, equals } from './compare.ts';
export {
  add,
  divide,
  multiply,
  negate,
  remainder,
  subtract,
  toDuration,
  toInt,
  toTimestamp,
  toUint,
} from './arithmetic.ts';
export { contains } from './access.ts';
export { Frame, type Plan } from './frame.ts';
export { doubleText, typeName, valueText } from './value-text.ts';
