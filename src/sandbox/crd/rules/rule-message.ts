import type { CelProgram, CelValue } from '../../../lang/index.ts';
import type { ValidationRule } from '../../../schema/index.ts';

/** A rule as errors about it name it. */
export function ruleName({ message, rule }: ValidationRule): string {
  return (message !== undefined && message !== '' ? message : rule).trim();
}

/** What a broken rule says where no expression says it. */
export function ruleText(rule: ValidationRule): string {
  const { message } = rule;
  return message === undefined || message === '' ? `failed rule: ${ruleName(rule)}` : message.trim();
}

/** What a message expression gave: a text; nothing, where the rule's own message serves; or what ends the validation. */
export interface RuleMessage {
  readonly text?: string;
  readonly fatal?: string;
  readonly cost: number;
}

const maxMessage = 5 * 1024;

/** Runs a message expression. */
export function messageOfRule(
  program: CelProgram,
  variables: Readonly<Record<string, CelValue>>,
  costLimit: number,
): RuleMessage {
  const outcome = program.evaluate(variables, { costLimit });
  const { cost } = outcome;
  if (!outcome.ok) {
    if (outcome.error.code !== 'cost-exceeded') return { cost };
    const source = JSON.stringify(program.source);
    return {
      cost,
      fatal: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${source}`,
    };
  }
  const text = typeof outcome.value === 'string' ? outcome.value.trim() : '';
  return text === '' || text.includes('\n') || Buffer.byteLength(text) > maxMessage ? { cost } : { cost, text };
}
