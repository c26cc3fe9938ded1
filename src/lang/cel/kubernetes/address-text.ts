/** The 4 or 16 bytes of an address. */
export interface Address {
  readonly bytes: readonly number[];
}

/** Reads an address as Kubernetes' CEL does (Go's netip.ParseAddr, without zones and mapped addresses); a text says what is wrong. */
export function parseAddress(text: string): Address | string {
  const quoted = JSON.stringify(text);
  const problem = (why: string): string =>
    `IP Address ${quoted} parse error during conversion from string: ParseAddr(${quoted}): ${why}`;
  const separator = /[.:%]/.exec(text)?.[0];
  if (separator === '.') return parseFour(text, problem);
  if (separator === undefined) return problem('unable to parse IP');
  if (separator === '%') return problem('missing IPv6 address');
  const [bare = '', zone] = text.split('%', 2);
  const bytes = sixBytes(bare, problem);
  if (typeof bytes === 'string') return bytes;
  if (zone !== undefined) return `IP address ${quoted} with zone value is not allowed`;
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? `IPv4-mapped IPv6 address ${quoted} is not allowed` : { bytes };
}

type Problem = (why: string) => string;

function parseFour(text: string, problem: Problem): Address | string {
  const bytes = fourBytes(text);
  return typeof bytes === 'string' ? problem(bytes) : { bytes };
}

function fourBytes(text: string): readonly number[] | string {
  const fields = text.split('.');
  const bytes: number[] = [];
  for (const field of fields) {
    if (field === '') return 'IPv4 field must have at least one digit';
    if (!/^\d+$/.test(field)) return 'unexpected character';
    if (field.length > 1 && field.startsWith('0')) return 'IPv4 field has octet with leading zero';
    if (Number(field) > 255) return 'IPv4 field has value >255';
    bytes.push(Number(field));
  }
  if (bytes.length < 4) return 'IPv4 address too short';
  return bytes.length > 4 ? 'IPv4 address too long' : bytes;
}

function sixBytes(text: string, problem: Problem): readonly number[] | string {
  const halves = text.split('::');
  if (halves.length > 2) return problem('multiple :: in address');
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const read = (groups: readonly string[]): readonly number[] | string => {
    const bytes: number[] = [];
    for (const [at, group] of groups.entries()) {
      if (group.includes('.') && at === groups.length - 1) {
        const four = fourBytes(group);
        if (typeof four === 'string') return problem(four);
        bytes.push(...four);
        continue;
      }
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return problem('each colon-separated field must have at least one digit');
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
    return bytes;
  };
  const head = read(left ?? []);
  const tail = read(right ?? []);
  if (typeof head === 'string') return head;
  if (typeof tail === 'string') return tail;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1) {
    if (missing > 0) return problem('address string too short');
    return missing < 0 ? problem('trailing garbage after address') : head;
  }
  if (missing < 2) return problem('the :: must expand to at least one field of zeros');
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** An address in its canonical form (Go's netip.Addr.String). */
export function addressText({ bytes }: Address): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0));
  let start = -1;
  let longest = 1;
  for (let at = 0; at < 8; at += 1) {
    let end = at;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - at > longest) {
      start = at;
      longest = end - at;
    }
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (start < 0) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + longest))}`;
}
