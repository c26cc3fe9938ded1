import { failure } from '../error.ts';
import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { opaqueType, types } from '../types.ts';
import { CelObject } from '../values.ts';
import { type Address, addressText, parseAddress } from './address-text.ts';

const { bool, int, string } = types;

interface Network {
  readonly address: Address;
  readonly length: number;
}

/** An IP address (apiserver v0.36.3, pkg/cel/ip.go). */
export const ipType = opaqueType<CelObject<Address>>('net.IP');
/** A network (apiserver v0.36.3, pkg/cel/cidr.go). */
export const cidrType = opaqueType<CelObject<Network>>('net.CIDR');

function toIp(text: string): CelObject<Address> {
  const address = parseAddress(text);
  if (typeof address === 'string') throw failure(address);
  return ipOf(address);
}

function ipOf(address: Address): CelObject<Address> {
  return new CelObject(ipType, address, addressText(address), address.bytes.length);
}

function toCidr(text: string): CelObject<Network> {
  const [addressPart = '', lengthPart] = text.split(/\/([^/]*)$/);
  const problem = (why: string) =>
    failure(
      `network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): ${why}`,
    );
  if (lengthPart === undefined) throw problem("no '/'");
  const address = parseAddress(addressPart);
  if (typeof address === 'string') {
    if (address.startsWith('IPv4-mapped')) {
      throw failure(
        `network address parse error during conversion from string: ${address.replace(/".*"/, JSON.stringify(text))}`,
      );
    }
    throw problem(address.replace(/^.*conversion from string: /, ''));
  }
  const length = /^(0|[1-9]\d{0,2})$/.test(lengthPart) ? Number(lengthPart) : undefined;
  if (length === undefined) throw problem(`bad bits after slash: ${JSON.stringify(lengthPart)}`);
  if (length > address.bytes.length * 8) throw problem('prefix length out of range');
  return cidrOf({ address, length });
}

function cidrOf(network: Network): CelObject<Network> {
  const { address, length } = network;
  return new CelObject(cidrType, network, `${addressText(address)}/${length}`, Math.ceil(length / 8));
}

function masked({ address, length }: Network): Address {
  const bytes = address.bytes.map(
    (byte, at) => byte & (0xff << Math.max(0, Math.min(8, (at + 1) * 8 - length))) & 0xff,
  );
  return { bytes };
}

function contains(network: Network, address: Address): boolean {
  if (network.address.bytes.length !== address.bytes.length) return false;
  const { length } = network;
  return addressText(masked(network)) === addressText(masked({ address, length }));
}

function containsNetwork(network: Network, other: Network): boolean {
  return network.length <= other.length && contains(network, other.address);
}

const check = (name: string, id: string, holds: (bytes: readonly number[]) => boolean): FunctionDeclaration =>
  declare(
    name,
    memberOverload(id, [ipType], bool, ({ content }) => holds(content.bytes)),
  );

const isFour = (bytes: readonly number[]): boolean => bytes.length === 4;
const isZero = (bytes: readonly number[]): boolean => bytes.every((byte) => byte === 0);
const isLoopback = (bytes: readonly number[]): boolean =>
  isFour(bytes) ? bytes[0] === 127 : isZero(bytes.slice(0, 15)) && bytes[15] === 1;
const isMulticast = ([first = 0, ...rest]: readonly number[]): boolean =>
  rest.length === 3 ? (first & 0xf0) === 0xe0 : first === 0xff;
const isLinkLocal = ([first = 0, second = 0, ...rest]: readonly number[]): boolean =>
  rest.length === 2 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80;
const isLinkLocalMulticast = ([first = 0, second = 0, third = 0, ...rest]: readonly number[]): boolean =>
  rest.length === 1 ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 0x02;
const isGlobal = (bytes: readonly number[]): boolean =>
  !isZero(bytes) &&
  !isLoopback(bytes) &&
  !isMulticast(bytes) &&
  !isLinkLocal(bytes) &&
  !(isFour(bytes) && bytes.every((byte) => byte === 255));

/** IP addresses and networks (apiserver v0.36.3, pkg/cel/library/ip.go and cidr.go). */
export const addressFunctions: readonly FunctionDeclaration[] = [
  declare(
    'ip',
    globalOverload('string_to_ip', [string], ipType, toIp),
    memberOverload('cidr_ip', [cidrType], ipType, ({ content }) => ipOf(content.address)),
  ),
  declare(
    'isIP',
    globalOverload('is_ip', [string], bool, (text) => typeof parseAddress(text) !== 'string'),
  ),
  declare(
    'ip.isCanonical',
    globalOverload('ip_is_canonical', [string], bool, (text) => toIp(text).identity === text),
  ),
  declare(
    'family',
    memberOverload('ip_family', [ipType], int, ({ content }) => (isFour(content.bytes) ? 4n : 6n)),
  ),
  check('isUnspecified', 'ip_is_unspecified', isZero),
  check('isLoopback', 'ip_is_loopback', isLoopback),
  check('isLinkLocalMulticast', 'ip_is_link_local_multicast', isLinkLocalMulticast),
  check('isLinkLocalUnicast', 'ip_is_link_local_unicast', isLinkLocal),
  check('isGlobalUnicast', 'ip_is_global_unicast', isGlobal),
  declare(
    'string',
    globalOverload('ip_to_string', [ipType], string, ({ identity }) => identity),
    globalOverload('cidr_to_string', [cidrType], string, ({ identity }) => identity),
  ),
  declare('cidr', globalOverload('string_to_cidr', [string], cidrType, toCidr)),
  declare('isCIDR', globalOverload('is_cidr', [string], bool, isCidr)),
  declare(
    'containsIP',
    memberOverload('cidr_contains_ip_string', [cidrType, string], bool, (network, text) =>
      contains(network.content, toIp(text).content),
    ),
    memberOverload('cidr_contains_ip_ip', [cidrType, ipType], bool, (network, ip) =>
      contains(network.content, ip.content),
    ),
  ),
  declare(
    'containsCIDR',
    memberOverload('cidr_contains_cidr_string', [cidrType, string], bool, (network, text) =>
      containsNetwork(network.content, toCidr(text).content),
    ),
    memberOverload('cidr_contains_cidr', [cidrType, cidrType], bool, (network, other) =>
      containsNetwork(network.content, other.content),
    ),
  ),
  declare(
    'prefixLength',
    memberOverload('cidr_prefix_length', [cidrType], int, ({ content }) => BigInt(content.length)),
  ),
  declare(
    'masked',
    memberOverload('cidr_masked', [cidrType], cidrType, ({ content }) =>
      cidrOf({ address: masked(content), length: content.length }),
    ),
  ),
];

function isCidr(text: string): boolean {
  try {
    toCidr(text);
    return true;
  } catch {
    return false;
  }
}
