import { describe, expect, it } from 'vitest';
import {
  createTemplateBudget,
  GoMap,
  GoSlice,
  type GoValue,
  parseTemplate,
  TemplateBudgetError,
  TemplateSet,
} from './index.ts';

const limits = { maxSteps: 100_000, maxBytes: 1_000_000 };

function execute(template: string, data: GoValue = null): string {
  const functions = new Map();
  const run = { functions, budget: createTemplateBudget(limits), missingKey: 'zero' as const };
  return new TemplateSet().executeText(parseTemplate('t', template, { functions }), data, run);
}

/** The code of the budget's complaint. */
function refusal(template: string, data?: GoValue): TemplateBudgetError['code'] | undefined {
  try {
    execute(template, data);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateBudgetError) return error.code;
    throw error;
  }
}

describe('hostile templates', () => {
  it('end when they count forever', () => {
    expect(refusal('{{range 9000000000000000}}{{end}}')).toBe('too-many-steps');
    expect(refusal('{{range 300}}{{range 300}}{{range 300}}{{end}}{{end}}{{end}}')).toBe('too-many-steps');
  });

  it('end when they print more than they may', () => {
    expect(refusal('{{range 90000}}0123456789012345678901234567890123456789{{end}}')).toBe('too-many-bytes');
    expect(refusal('{{printf "%1000000d%1000000d" 1 1}}')).toBe('too-many-bytes');
    expect(refusal('{{$x := "0123456789"}}{{range 30}}{{$x = print $x $x}}{{end}}')).toBe('too-many-bytes');
    expect(refusal('{{printf "%.1000000f%.1000000f" 1.0 1.0}}')).toBe('too-many-bytes');
  });

  it('end when templates call themselves', () => {
    expect(() => execute('{{define "x"}}{{template "x"}}{{end}}{{template "x"}}')).toThrow(
      'template: t:1:25: executing "x" at <{{template "x"}}>: exceeded maximum template depth (1000)',
    );
  });

  it('end when values contain themselves', () => {
    const entries = new Map<string, GoValue>();
    entries.set('self', new GoSlice([new GoMap(entries)]));
    expect(refusal('{{.}}', new GoMap(entries))).toBe('too-deep');
  });

  it('are refused when they are nested too deeply to read', () => {
    expect(() => execute('{{' + '('.repeat(5000) + '1' + ')'.repeat(5000) + '}}')).toThrow(
      'template: t:1: max expression depth exceeded',
    );
    expect(refusal('{{if 1}}'.repeat(5000) + '{{end}}'.repeat(5000))).toBe('too-deep');
    expect(refusal('{{if 1}}x{{else if 1}}'.repeat(5000) + '{{end}}'.repeat(5000))).toBe('too-deep');
  });

  it('may be nested as deeply as is allowed', () => {
    expect(execute('{{' + '('.repeat(500) + '1' + ')'.repeat(500) + '}}')).toBe('1');
    expect(execute('{{if 1}}'.repeat(300) + 'x' + '{{end}}'.repeat(300))).toBe('x');
  });
});
