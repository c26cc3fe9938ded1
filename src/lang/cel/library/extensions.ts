import type { CelLibrary } from '../environment.ts';
import { bindMacro, optionalMacros, twoVariableMacros } from '../syntax/index.ts';
import { encoderFunctions } from './encoders.ts';
import { listFunctions, sortByMacro } from './lists.ts';
import { mathFunctions, mathMacros } from './math.ts';
import { optionalFunctions } from './optionals.ts';
import { setFunctions } from './sets.ts';
import { stringFunctions, stringFunctionsV2 } from './strings.ts';

/** The libraries that cel-go brings besides the language itself. */
export const celLibraries = {
  /** `charAt`, `format`, `indexOf`, `join`, `replace`, `split`, `substring`, `trim` and their like. */
  strings: { functions: stringFunctions },
  /** The same without `reverse`, as Kubernetes has it. */
  stringsV2: { functions: stringFunctionsV2 },
  /** `distinct`, `flatten`, `range`, `slice`, `sort`, `sortBy` and their like. */
  lists: { functions: listFunctions, macros: [sortByMacro] },
  /** `sets.contains`, `sets.equivalent`, `sets.intersects`. */
  sets: { functions: setFunctions },
  /** `math.least`, `math.greatest`, rounding, bits. */
  math: { functions: mathFunctions, macros: mathMacros },
  /** `base64.encode`, `base64.decode`. */
  encoders: { functions: encoderFunctions },
  /** `optional.of`, `a.?b`, `orValue` and their like. */
  optionals: { functions: optionalFunctions, macros: optionalMacros, optionalSyntax: true },
  /** `list.all(i, v, p)`, `transformList` and their like. */
  twoVariables: { macros: twoVariableMacros },
  /** `cel.bind`. */
  bindings: { macros: [bindMacro] },
} as const satisfies Readonly<Record<string, CelLibrary>>;
