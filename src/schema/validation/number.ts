import type { StructuralSchema } from '../structural.ts';
import { statement, unplaced, violation } from './finding.ts';
import { Findings, type Finding } from './findings.ts';
import { goFloat, goNumber, isInt64 } from './go-format.ts';

/** What a number is checked against, with the only type and the format of its schema. */
export interface NumberRules {
  readonly schema: StructuralSchema;
  /** `integer` or `number` where the schema has exactly that type, else empty. */
  readonly type: 'integer' | 'number' | '';
  readonly format: string;
}

/** Checks range, multipleOf, minimum and maximum (kube-openapi, validate/validator.go numberValidator and values.go). */
export function checkNumber(path: string, value: number, rules: NumberRules): Findings {
  const { multipleOf, maximum, minimum, exclusiveMaximum = false, exclusiveMinimum = false } = rules.schema;
  const findings = new Findings();
  findings.add(outOfRange(path, value, rules, 'Checked'));
  if (multipleOf !== undefined) {
    const unfit = outOfRange(path, multipleOf, rules, 'MultipleOf');
    findings.add(unfit);
    findings.add(notMultiple(path, value, multipleOf, isInt64(value) && unfit === undefined));
  }
  if (minimum !== undefined) {
    const unfit = outOfRange(path, minimum, rules, 'Minimum boundary');
    const bound = boundOf(value, minimum, unfit === undefined);
    const isBelow = exclusiveMinimum ? value <= bound.value : value < bound.value;
    const rule = exclusiveMinimum ? 'should be greater than' : 'should be greater than or equal to';
    findings.add(unfit);
    if (isBelow) findings.add(violation(path, value, `${rule} ${bound.text}`));
  }
  if (maximum !== undefined) {
    const unfit = outOfRange(path, maximum, rules, 'Maximum boundary');
    const bound = boundOf(value, maximum, unfit === undefined);
    const isAbove = exclusiveMaximum ? value >= bound.value : value > bound.value;
    const rule = exclusiveMaximum ? 'should be less than' : 'should be less than or equal to';
    findings.add(unfit);
    if (isAbove) findings.add(violation(path, value, `${rule} ${bound.text}`));
  }
  findings.matches += 1;
  return findings;
}

/** Upstream compares whole numbers as int64, and cuts the bound for that. */
function boundOf(value: number, bound: number, isNative: boolean): { value: number; text: string } {
  if (!isNative || !isInt64(value)) return { value: bound, text: goFloat(bound) };
  const whole = Math.trunc(bound);
  return { value: whole, text: goNumber(whole) };
}

function notMultiple(path: string, value: number, multipleOf: number, isNative: boolean): Finding | undefined {
  const factor = isNative ? Math.trunc(multipleOf) : multipleOf;
  const print = isNative ? goNumber : goFloat;
  if (factor <= 0) {
    return statement(path, factor, `factor MultipleOf declared for ${path} must be positive: ${print(factor)}`);
  }
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  const isMultiple = isNative ? BigInt(value) % BigInt(factor) === 0n : isWhole(quotient);
  return isMultiple ? undefined : violation(path, value, `should be a multiple of ${print(factor)}`);
}

function outOfRange(path: string, value: number, { type, format }: NumberRules, what: string): Finding | undefined {
  if (isInRange(value, type, format)) return undefined;
  const named = format === '' ? `${type} (default format)` : `${type} with format ${format}`;
  return unplaced(`${what} value must be of type ${named} in ${path}`);
}

function isInRange(value: number, type: NumberRules['type'], format: string): boolean {
  if (type === 'integer') return format === 'int32' ? Number.isInteger(value) && (value | 0) === value : isInt64(value);
  // The largest magnitude that still rounds to a float32.
  return format !== 'float' || Math.abs(value) < 3.402_823_567_797_336_6e38;
}

/** Whether a number passes for an integer: within 2^53 and a billionth of one (go-openapi swag.IsFloat64AJSONInteger). */
export function isWhole(value: number): boolean {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const size = Math.abs(value);
  const whole = Math.floor(size);
  if (whole === size) return true;
  return whole > 0 && (size - whole) / (size + whole) < 1e-9;
}
