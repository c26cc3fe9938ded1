import type { TemplateBudget } from '../budget.ts';
import type { GoFunctions } from '../function.ts';
import type { TemplateTrace } from '../trace/index.ts';
import type { TemplateSet } from './set.ts';

/** What templates are executed with. */
export interface TemplateRun {
  /** Beside the builtin ones, which they may replace. */
  readonly functions: GoFunctions;
  readonly budget: TemplateBudget;
  /** What a key that a map does not have gives: no value, the zero value of the map's type, or an error. */
  readonly missingKey: 'default' | 'zero' | 'error';
  /** Follows where the output comes from. */
  readonly trace?: TemplateTrace | undefined;
}

/** Who calls a function. */
export interface TemplateCaller {
  /** The templates that the calling one sees. */
  readonly templates: TemplateSet;
  readonly run: TemplateRun;
}
