import {
  type GoFunctions,
  parseTemplate,
  sprigFunctions,
  type SprigOptions,
  type TemplateBudget,
  TemplateError,
  TemplateSet,
  textOfBytes,
} from '../../lang/index.ts';
import { HelmError } from './error.ts';

/** sprig's functions as charts have them: without those that show the environment, and no host is ever looked up. */
export function chartFunctionsFor(options: Pick<SprigOptions, 'now' | 'timeZone' | 'random' | 'budget'>): GoFunctions {
  const functions = new Map(sprigFunctions(options));
  functions.delete('env');
  functions.delete('expandenv');
  return functions;
}

/** What the template of `--name-template` makes (helm 4.2, TemplateName). Throws HelmError `bad-values`. */
export function releaseNameOf(template: string, functions: GoFunctions, budget: TemplateBudget): string {
  try {
    const parsed = parseTemplate('name-template', template, { functions });
    return textOfBytes(new TemplateSet().executeText(parsed, null, { functions, budget, missingKey: 'default' }));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new HelmError('bad-values', textOfBytes(error.message), { cause: error });
  }
}
