/** The classes of problem that reading YAML reports, as `Problem.code`. */
export type YamlProblemCode =
  | 'yaml-encoding'
  | 'yaml-syntax'
  | 'yaml-too-large'
  | 'yaml-too-deep'
  | 'yaml-too-many-nodes'
  | 'yaml-too-many-problems'
  | 'yaml-duplicate-key'
  | 'yaml-key'
  | 'yaml-alias'
  | 'yaml-merge'
  | 'yaml-number'
  | 'yaml-tag';

/** Something wrong at an offset of the text; becomes a Problem when lines are counted. */
export interface Fault {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly offset: number;
}

/** Unwinds out of a document that cannot be built any further. Never leaves this folder. */
export class DocumentRefused extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What one reading may still use; shared by all its documents. */
export interface Budget {
  readonly maxDepth: number;
  readonly maxNodes: number;
  nodes: number;
}

/** Takes `count` nodes from the budget, or refuses the document at `offset`. */
export function spend(budget: Budget, count: number, offset: number): void {
  budget.nodes += count;
  if (budget.nodes <= budget.maxNodes) return;
  const message = `more than ${budget.maxNodes} values (aliases expanded); split the file, or write out less with aliases`;
  throw new DocumentRefused({ code: 'yaml-too-many-nodes', message, offset });
}

/** Refuses the document at `offset` where a list or map at `depth` lies too deep. */
export function checkDepth(budget: Budget, depth: number, offset: number): void {
  if (depth > budget.maxDepth) throw new DocumentRefused(tooDeep(budget.maxDepth, offset));
}

/** The fault of a document whose lists and maps lie deeper than `maxDepth` in one another. */
export function tooDeep(maxDepth: number, offset: number): Fault {
  const message = `lists and maps lie more than ${maxDepth} deep in one another; flatten the document`;
  return { code: 'yaml-too-deep', message, offset };
}

/** What a message shows of a name or text that may be of any length. */
export function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
