import type { Json } from '../../base/index.ts';
import { type FieldError, invalid } from '../machinery/field-error.ts';

/** What is wrong with a number or a percentage, such as `maxUnavailable` (kubernetes 1.36, apps/validation ValidatePositiveIntOrPercent). */
export function amountErrors(amount: Json | undefined, path: string): FieldError[] {
  if (typeof amount === 'number') {
    return amount < 0 ? [invalid(path, amount, 'must be greater than or equal to 0')] : [];
  }
  if (typeof amount !== 'string' || /^\d+%$/.test(amount)) return [];
  const rule =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return [invalid(path, amount, rule)];
}

/** What is wrong with a share of something: more than all of it (apps/validation IsNotMoreThan100Percent). */
export function shareErrors(amount: Json | undefined, path: string): FieldError[] {
  if (typeof amount !== 'string' || !/^\d+%$/.test(amount) || Number.parseInt(amount, 10) <= 100) return [];
  return [invalid(path, amount, 'must not be greater than 100%')];
}

/** Whether an amount is nothing; as upstream, so is one that cannot be read. */
export function isZero(amount: Json | undefined): boolean {
  if (typeof amount === 'string') return !(Number.parseInt(amount, 10) > 0);
  return amount === 0;
}
