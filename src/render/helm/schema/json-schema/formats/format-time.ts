/** What is wrong with a time of RFC 3339, `hh:mm:ssZ` at least (format.go, validateTime). */
export function timeFault(text: string): string | undefined {
  if (text.length < 9) return 'less than 9 characters long';
  if (text[2] !== ':' || text[5] !== ':') return 'missing colon in correct place';
  const parts = text.slice(0, 8).split(':');
  if (!parts.every((part) => /^[0-9]+$/.test(part))) return 'invalid hour/min/sec';
  const [hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (hour > 23 || minute > 59 || second > 60) return 'hour/min/sec out of range';
  let rest = text.slice(8);
  if (rest.startsWith('.')) {
    const digits = /^\.[0-9]*/.exec(rest)?.[0] ?? '';
    if (digits === '.') return 'no digits in second fraction';
    rest = rest.slice(digits.length);
  }
  const offset = offsetMinutes(rest);
  if (typeof offset === 'string') return offset;
  const ofDay = (hour * 60 + minute - offset + 1440) % 1440;
  return second >= 60 && ofDay !== 1439 ? 'invalid leap second' : undefined;
}

/** The minutes of an offset, or what is wrong with it. */
function offsetMinutes(text: string): number | string {
  if (text === 'z' || text === 'Z') return 0;
  if (text.length !== 6) return 'offset must be 6 characters long';
  if (!/^[+-]/.test(text)) return 'offset must begin with plus/minus';
  if (text[3] !== ':') return 'missing colon in offset in correct place';
  const [hours = '', minutes = ''] = text.slice(1).split(':');
  if (!/^[0-9]+$/.test(hours) || !/^[0-9]+$/.test(minutes)) return 'invalid hour/min in offset';
  if (Number(hours) > 23 || Number(minutes) > 59) return 'hour/min in offset out of range';
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
