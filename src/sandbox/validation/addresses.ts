import { BlockList, isIP } from 'node:net';
import { type FieldError, invalid } from '../machinery/field-error.ts';

const ipRule = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const rangeRule = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** What is wrong with an IP address (apimachinery 0.36, pkg/util/validation/ip.go). */
export function ipProblems(value: string): string[] {
  return isIP(value) === 0 ? [ipRule] : [];
}

/** A range of addresses; undefined for what is none. */
interface AddressRange {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly bits: number;
}

/** Reads a CIDR. */
function parseRange(value: string): AddressRange | undefined {
  const [address = '', bits = '', ...more] = value.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0 || !/^\d+$/.test(bits)) return undefined;
  const count = Number(bits);
  if (count > (family === 4 ? 32 : 128)) return undefined;
  return { family: family === 4 ? 'ipv4' : 'ipv6', address, bits: count };
}

/** What is wrong with a CIDR. */
export function rangeProblems(value: string): string[] {
  const range = parseRange(value);
  if (range === undefined) return [rangeRule];
  return hasHostBits(range) ? ['must not have bits set beyond the prefix length'] : [];
}

function hasHostBits({ family, address, bits }: AddressRange): boolean {
  if (family === 'ipv6') return false;
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return value % 2 ** (32 - bits) !== 0;
}

/** Whether one CIDR lies inside another and is smaller; false for what is none. */
export function isStrictSubset(inner: string, outer: string): boolean {
  const [small, large] = [parseRange(inner), parseRange(outer)];
  if (small === undefined || large === undefined || small.family !== large.family) return false;
  return small.bits > large.bits && contains(large, small.address);
}

function contains({ address, bits, family }: AddressRange, inner: string): boolean {
  const list = new BlockList();
  list.addSubnet(address, bits, family);
  return list.check(inner, family);
}

/** Addresses that no endpoint may have (core/validation ValidateNonSpecialIP). */
const special: readonly (readonly [range: string, detail: string])[] = [
  ['0.0.0.0/32', 'may not be unspecified (0.0.0.0)'],
  ['::/128', 'may not be unspecified (::)'],
  ['127.0.0.0/8', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['::1/128', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['169.254.0.0/16', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['fe80::/10', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['224.0.0.0/24', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
  ['ff02::/10', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** What is wrong with an address that traffic is sent to; nothing is said of what is no address. */
export function specialAddressErrors(address: string, path: string): FieldError[] {
  const version = isIP(address);
  if (version === 0) return [];
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return special.flatMap(([text, detail]) => {
    const range = parseRange(text);
    const isIn = range !== undefined && range.family === family && contains(range, address);
    return isIn ? [invalid(path, address, detail)] : [];
  });
}
