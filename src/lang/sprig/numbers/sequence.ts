import type { TemplateBudget } from '../../gotemplate/index.ts';

/** What one number of a list costs in memory, roughly. */
const bytesOfItem = 16;

/** The numbers from `start` to before `stop` (sprig 3.3.0, untilStep); none where the step leads away. */
export function numbersBetween(start: bigint, stop: bigint, step: bigint, budget: TemplateBudget): readonly bigint[] {
  const leadsAway = stop < start ? step >= 0n : step <= 0n;
  if (leadsAway) return [];
  const distance = stop < start ? start - stop : stop - start;
  const stride = step < 0n ? -step : step;
  const count = Number((distance + stride - 1n) / stride);
  budget.step(count);
  budget.allocate(count * bytesOfItem);
  return Array.from({ length: count }, (_, index) => start + BigInt(index) * step);
}

/** Numbers with blanks between them, the end included: `seq 5`, `seq 2 5`, `seq 0 2 10` (sprig 3.3.0, seq). */
export function sequence(params: readonly bigint[], budget: TemplateBudget): string {
  const [first, second, third] = params;
  if (first === undefined || params.length > 3) return '';
  const [start, end] = second === undefined ? [1n, first] : [first, third ?? second];
  const direction = end < start ? -1n : 1n;
  if (third === undefined || second === undefined)
    return numbersBetween(start, end + direction, direction, budget).join(' ');
  if (direction < 0n && second > 0n) return '';
  return numbersBetween(start, end + direction, second, budget).join(' ');
}
