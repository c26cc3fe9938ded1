import { quote } from './quote.ts';

/** Durations of Go as nanoseconds (Go 1.25, time.go and format.go). */

const second = 1_000_000_000n;

/** `1h2m3.5s`, `1.5ms`, `0s` (Duration.String). */
export function formatNanos(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1000n) return `${sign}${size}ns`;
  // `µ` as the two bytes of its UTF-8.
  if (size < 1_000_000n) return `${sign}${decimal(size, 1000n)}\u00c2\u00b5s`;
  if (size < second) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const minutes = size / (60n * second);
  const seconds = `${decimal(size % (60n * second), second)}s`;
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const fraction = String(value % unit)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(value / unit) : `${value / unit}.${fraction}`;
}

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['\u00c2\u00b5s', 1000n],
  ['\u00ce\u00bcs', 1000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', 60n * second],
  ['h', 3600n * second],
]);

const largest = 2n ** 63n;

/** A duration's nanoseconds, or what time.ParseDuration says is wrong with the text (a byte string). */
export type ParsedDuration = { readonly nanos: bigint } | { readonly error: string };

/** Reads `1h30m`, `-1.5s`, `0` (time.ParseDuration). */
export function parseNanos(text: string): ParsedDuration {
  const wrong = (what: string): ParsedDuration => ({ error: `time: ${what} ${quote(text)}` });
  const isNegative = text.startsWith('-');
  let rest = isNegative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return { nanos: 0n };
  if (rest === '') return wrong('invalid duration');
  let total = 0n;
  while (rest !== '') {
    const [whole = '', digits = '', , fraction = ''] = /^([0-9]*)(\.([0-9]*))?/.exec(rest) ?? [];
    if (digits === '' && fraction === '') return wrong('invalid duration');
    rest = rest.slice(whole.length);
    const unit = /^[^0-9.]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return wrong('missing unit in duration');
    const size = units.get(unit);
    if (size === undefined) return wrong(`unknown unit ${quote(unit)} in duration`);
    rest = rest.slice(unit.length);
    const scale = 10n ** BigInt(fraction.length);
    total += BigInt(digits === '' ? 0 : digits) * size + (BigInt(fraction === '' ? 0 : fraction) * size) / scale;
    if (total > largest) return wrong('invalid duration');
  }
  if (!isNegative && total >= largest) return wrong('invalid duration');
  return { nanos: isNegative ? -total : total };
}

/** The nearest multiple, halves away from zero; what is no positive multiple changes nothing (Duration.Round). */
export function roundNanos(nanos: bigint, multiple: bigint): bigint {
  if (multiple <= 0n) return nanos;
  const size = nanos < 0n ? -nanos : nanos;
  const rounded = ((2n * size + multiple) / (2n * multiple)) * multiple;
  return nanos < 0n ? -rounded : rounded;
}
