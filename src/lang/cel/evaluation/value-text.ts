import { formatDuration, formatTimestamp } from '../time-text.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  type CelValue,
} from '../values.ts';

/** A value as it stands in error messages. */
export function valueText(value: CelValue): string {
  if (value instanceof CelUint) return String(value.value);
  if (typeof value === 'number') return doubleText(value);
  if (value instanceof CelTimestamp) return formatTimestamp(value.nanos);
  if (value instanceof CelDuration) return formatDuration(value.nanos);
  if (value instanceof CelType) return value.type.name;
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof CelList) return `[${value.items.map(valueText).join(', ')}]`;
  if (value instanceof CelMap) {
    return `{${[...value.keys()].map((key) => `${valueText(key)}: ${valueText(value.get(key) as CelValue)}`).join(', ')}}`;
  }
  if (value instanceof CelOptional) {
    return value.value === undefined ? 'optional.none()' : `optional(${valueText(value.value)})`;
  }
  if (value instanceof CelObject) return value.identity;
  return String(value);
}

/** A double as Go's `strconv.FormatFloat(v, 'g', -1, 64)` writes it. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 21) {
    const plain = String(value);
    return plain.includes('e') ? value.toFixed(20).replace(/0+$/, '') : plain;
  }
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** The type of a value, at run time: of lists and maps without what is in them. */
export function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelList) return 'list';
  if (value instanceof CelMap) return value.type?.name ?? 'map';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelType) return 'type';
  return value instanceof CelOptional ? 'optional_type' : value.type.name;
}
