import { bytesOfText, type GoValue, int64 } from '../../../lang/index.ts';

/** A value of `--set`: booleans and null in any case, whole numbers without a leading zero, else a text (helm 4.2, typedVal). */
export function typedValue(text: string): GoValue {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (/^null$/i.test(text)) return null;
  if (text === '0') return int64(0n);
  if (!text.startsWith('0') && /^[+-]?\d{1,30}$/.test(text)) {
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (BigInt.asIntN(64, value) === value) return int64(value);
  }
  return bytesOfText(text);
}
