import {
  durationObject,
  formatGo,
  GoFailure,
  type GoFunction,
  GoInteger,
  goTypes,
  type GoValue,
  int64,
  isNamedInteger,
  parseGoFloat,
  parseNanos,
  quoteString,
  roundNanos,
  type TemplateBudget,
  typeOf,
} from '../../../lang/index.ts';

const second = 1_000_000_000n;
const minute = 60n * second;
const hour = 60n * minute;
const largest = 2n ** 63n - 1n;
const mostSeconds = largest / second;
/** As a float64: whole seconds may pass this that overflow as nanoseconds. */
const mostSecondsFloat = 2 ** 63 / 1e9;

/**
 * The eleven functions of durations that helm 4.3 adds (pkg/engine/funcs.go). They take a time.Duration, a text (`1h30m`, or a number of
 * seconds) or a number of seconds; what is none of these counts as zero, except for `mustToDuration`, which fails.
 */
export function durationFunctions(budget: TemplateBudget): ReadonlyMap<string, GoFunction> {
  const measured = (measure: (nanos: bigint) => GoValue): GoFunction => ({
    params: [goTypes.any],
    call: ([value]) => measure(nanosOrZero(value, budget)),
  });
  const adjusted = (adjust: (nanos: bigint, multiple: bigint) => bigint): GoFunction => ({
    params: [goTypes.any, goTypes.any],
    call: ([value, multiple]) => {
      const nanos = nanosIn(value ?? null, budget);
      if (typeof nanos !== 'bigint') return durationObject(0n);
      const of = nanosIn(multiple ?? null, budget);
      return durationObject(typeof of === 'bigint' ? adjust(nanos, of) : nanos);
    },
  });
  return new Map<string, GoFunction>([
    ['mustToDuration', { params: [goTypes.any], call: ([value]) => durationObject(nanosOrFail(value, budget)) }],
    ['durationSeconds', measured((nanos) => inUnits(nanos, second))],
    ['durationMilliseconds', measured((nanos) => int64(nanos / 1_000_000n))],
    ['durationMicroseconds', measured((nanos) => int64(nanos / 1000n))],
    ['durationNanoseconds', measured((nanos) => int64(nanos))],
    ['durationMinutes', measured((nanos) => inUnits(nanos, minute))],
    ['durationHours', measured((nanos) => inUnits(nanos, hour))],
    ['durationDays', measured((nanos) => inUnits(nanos, hour) / 24)],
    ['durationWeeks', measured((nanos) => inUnits(nanos, hour) / 24 / 7)],
    ['durationRoundTo', adjusted((nanos, multiple) => within64Bits(roundNanos(nanos, multiple)))],
    ['durationTruncateTo', adjusted((nanos, multiple) => (multiple <= 0n ? nanos : nanos - (nanos % multiple)))],
  ]);
}

/** Go adds whole units and the rest as two floats, which rounds differently from one division. */
function inUnits(nanos: bigint, unit: bigint): number {
  return Number(nanos / unit) + Number(nanos % unit) / Number(unit);
}

function within64Bits(nanos: bigint): bigint {
  if (nanos > largest) return largest;
  return nanos < -largest - 1n ? -largest - 1n : nanos;
}

function nanosOrFail(value: GoValue | undefined, budget: TemplateBudget): bigint {
  const nanos = nanosIn(value ?? null, budget);
  if (typeof nanos === 'string') throw new GoFailure(nanos);
  return nanos;
}

function nanosOrZero(value: GoValue | undefined, budget: TemplateBudget): bigint {
  const nanos = nanosIn(value ?? null, budget);
  return typeof nanos === 'string' ? 0n : nanos;
}

/** Nanoseconds, or what helm says is wrong with the value. */
function nanosIn(value: GoValue, budget: TemplateBudget): bigint | string {
  if (value === null) return 'invalid duration';
  if (typeof value === 'string') return nanosOfText(value, budget);
  if (typeof value === 'number') return nanosOfFloat(value, budget);
  if (typeof value === 'bigint') return nanosOfWhole(value);
  if (value instanceof GoInteger) return nanosOfWhole(value.value);
  if (isNamedInteger(value)) return value.type.name === 'time.Duration' ? value.native : nanosOfWhole(value.native);
  return `unsupported duration type ${typeOf(value)?.name ?? '<nil>'}`;
}

function nanosOfText(text: string, budget: TemplateBudget): bigint | string {
  const trimmed = text.replace(/^[\t-\r ]+/, '').replace(/[\t-\r ]+$/, '');
  if (trimmed === '') return 'empty duration';
  const parsed = parseNanos(trimmed);
  if ('nanos' in parsed) return parsed.nanos;
  const seconds = parseGoFloat(trimmed);
  return seconds === undefined ? `could not parse duration ${quoteString(text)}` : nanosOfFloat(seconds, budget);
}

function nanosOfWhole(seconds: bigint): bigint | string {
  const overflows = seconds > mostSeconds || seconds < -mostSeconds;
  return overflows ? `duration seconds overflow: ${seconds}` : seconds * second;
}

function nanosOfFloat(seconds: number, budget: TemplateBudget): bigint | string {
  if (!Number.isFinite(seconds)) return `invalid duration seconds: ${formatGo('%v', [seconds], budget)}`;
  if (Math.abs(seconds) > mostSecondsFloat) return `duration seconds overflow: ${formatGo('%v', [seconds], budget)}`;
  // 2^63 itself passes upstream's check and wraps around.
  return BigInt.asIntN(64, BigInt(Math.trunc(seconds * 1e9)));
}
