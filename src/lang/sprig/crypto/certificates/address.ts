import { isIPv4, isIPv6 } from 'node:net';

/** The octets of an IP address, four for what is an IPv4 one in either form; undefined where it is none (net.ParseIP, IP.To4). */
export function addressBytes(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const bytes = Buffer.from(groupsOf(text).flatMap((group) => [group >> 8, group & 0xff]));
  const isMapped = bytes.subarray(0, 12).equals(mappedPrefix);
  return isMapped ? bytes.subarray(12) : bytes;
}

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex');

function groupsOf(text: string): readonly number[] {
  const [head = '', tail] = withHexTail(text).split('::');
  const left = groups(head);
  if (tail === undefined) return left;
  const right = groups(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

/** With a dotted tail written as two groups. */
function withHexTail(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
}

function groups(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
