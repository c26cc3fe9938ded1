import { isIP, isIPv4, isIPv6 } from 'node:net';
import { RE2JS } from 're2js';
import { parseDuration } from '../../base/index.ts';

type Check = (text: string) => boolean;

/**
 * The formats of strings that the API server checks for custom resources: those of apiextensions-apiserver v0.36.3 (formats.go),
 * each as kube-openapi's strfmt judges it. Dashes in a format's name do not count: `date-time` is `datetime`.
 */
export function formatCheck(format: string): Check | undefined {
  const name = format.replaceAll('-', '');
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

const uuid = (version: string, variant: string): Check => {
  const pattern = new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}-?${variant}-?[0-9a-f]{12}$`, 'i');
  return (text) => pattern.test(text);
};
const matches =
  (pattern: RegExp): Check =>
  (text) =>
    pattern.test(text);

const shortName = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const longNamePattern = RE2JS.compile(`^${shortName}(?:\\.${shortName})*$`);
const shortNamePattern = RE2JS.compile(`^${shortName}$`);
const hostnamePattern = RE2JS.compile(
  '^(?:[a-zA-Z0-9\\p{S}\\p{L}](?:(?:-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|(?:[a-zA-Z0-9\\p{S}\\p{L}](?:(?:[a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)\\.)+(?:[a-zA-Z\\p{L}]){2,63})$',
);
const creditCard =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
const rgbPart = '(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])';

const checks: Readonly<Record<string, Check>> = {
  bsonobjectid: matches(/^[0-9a-fA-F]{24}$/),
  byte: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  cidr: isCidr,
  creditcard: isCreditCard,
  date: isDate,
  datetime: isDateTime,
  duration: isDuration,
  email: isEmail,
  hexcolor: matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  hostname: isHostname,
  ipv4: (text) => text.includes('.') && isAddress(text),
  ipv6: (text) => text.includes(':') && !text.includes('%') && isIPv6(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  k8slongname: (text) => text.length <= 253 && longNamePattern.test(text),
  k8sshortname: (text) => text.length <= 63 && shortNamePattern.test(text),
  mac: isMac,
  password: () => true,
  rgbcolor: matches(new RegExp(`^rgb\\(\\s*${rgbPart}\\s*,\\s*${rgbPart}\\s*,\\s*${rgbPart}\\s*\\)$`)),
  ssn: (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  uri: isRequestUri,
  uuid: uuid('[0-9a-f]{4}', '[0-9a-f]{4}'),
  uuid3: uuid('3[0-9a-f]{3}', '[0-9a-f]{4}'),
  uuid4: uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
  uuid5: uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
};

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t');
  if (text.length < 4 || !isDate(date)) return false;
  const [, hours, minutes, seconds] = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time) ?? [];
  return hours !== undefined && Number(hours) <= 23 && Number(minutes) <= 59 && Number(seconds) <= 59;
}

/** Go's durations, and Scala's (`2 days`) anywhere in the text. */
function isDuration(text: string): boolean {
  if (parseDuration(text) !== undefined) return true;
  const words = /^(?:ns|us|ms|[smhdw]|hr|wk|nano|µs|micro|milli|sec|min|hour|day|week)/i;
  const exact = new Set(['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk']);
  const stems = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week'];
  for (const [, unit = ''] of text.matchAll(/\d+[\t\n\f\r ]*([A-Za-zµ]*)/g)) {
    const word = unit.toLowerCase();
    if (words.test(word) && (exact.has(word) || stems.some((stem) => word.startsWith(stem)))) return true;
  }
  return false;
}

/** The address of RFC 5322 that Go's net/mail reads, with or without a name before it; comments and groups are not. */
function isEmail(text: string): boolean {
  const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\uffff-]+";
  const local = `(?:${atom}(?:\\.${atom})*|"(?:[^"\\\\\\r\\n]|\\\\.)*")`;
  const domain = `(?:${atom}(?:\\.${atom})*|\\[([^\\[\\]\\\\\\s]*)\\])`;
  const bracketed = /^(.*)<([^<>]*)>$/s.exec(text.trim());
  const pattern = new RegExp(`^${local}@${domain}$`);
  const isAddressOf = (mailbox: string): boolean => {
    const literal = pattern.exec(mailbox)?.[1];
    return literal === undefined ? pattern.test(mailbox) : !literal.includes('%') && isIP(literal) !== 0;
  };
  if (bracketed === null) return isAddressOf(text.trim());
  const [, name = '', inner = ''] = bracketed;
  const isName = /^(?:"(?:[^"\\\r\n]|\\.)*"|[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\uffff \t-])*$/.test(name.trim());
  return isName && isAddressOf(inner);
}

function isHostname(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  if (bytes > 255 || !hostnamePattern.test(text)) return false;
  return text.split('.').every((label) => Buffer.byteLength(label) <= 63);
}

const maxAddressLength = 256;

/** Zeros may lead a part of an IPv4 address, as in Go before 1.17. */
function isAddress(text: string): boolean {
  if (text.length > maxAddressLength) return false;
  if (!text.includes(':')) return isIPv4(text.replaceAll(/(^|\.)0+(?=\d)/g, '$1'));
  return !text.includes('%') && isIPv6(text.replaceAll(/([:.])0+(?=\d+(?:\.|$))/g, '$1'));
}

function isCidr(text: string): boolean {
  const slash = text.indexOf('/');
  const size = text.slice(slash + 1);
  const address = text.slice(0, slash);
  return (
    slash > 0 && isAddress(address) && /^\d{1,8}$/.test(size) && Number(size) <= (address.includes(':') ? 128 : 32)
  );
}

/** 6, 8 or 20 bytes, as net.ParseMAC of Go 1.26 reads them: a byte a colon or dash, two bytes a dot, or nothing between them. */
function isMac(text: string): boolean {
  const isForm =
    /^[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}\1){4,18}[0-9a-fA-F]{2}$/.test(text) ||
    /^(?:[0-9a-fA-F]{4}\.){2,9}[0-9a-fA-F]{4}$/.test(text) ||
    /^[0-9a-fA-F]{12,40}$/.test(text);
  return isForm && [12, 16, 40].includes(text.replaceAll(/[:.-]/g, '').length);
}

/** An absolute URL or an absolute path, as net/url.ParseRequestURI of Go 1.26 reads it. */
function isRequestUri(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return false;
  if (text === '*') return true;
  const [, scheme, rest = text] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  const [place = ''] = rest.split('?');
  if (!place.startsWith('/')) return scheme !== undefined;
  const [prefix = '', authority = ''] = (scheme === undefined ? null : /^\/\/([^/]*)/.exec(place)) ?? [];
  const isWeb = /^https?$/i.test(scheme ?? '');
  return isAuthority(authority, isWeb) && !badEscape.test(place.slice(prefix.length));
}

const badEscape = /%(?![0-9A-Fa-f]{2})/;

/** Only the hosts of the web are held to one colon. */
function isAuthority(text: string, isWeb: boolean): boolean {
  const at = text.lastIndexOf('@');
  const user = text.slice(0, Math.max(at, 0));
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || badEscape.test(user)) return false;
  const host = text.slice(at + 1);
  if (host.startsWith('[')) {
    const [, literal = ''] = /^\[(.*)\](?::\d*)?$/.exec(host) ?? [];
    return isIPv6(literal.replace(/%25.+$/, ''));
  }
  const colon = isWeb ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon >= 0 && !/^\d*$/.test(host.slice(colon + 1))) return false;
  return !/[ #\\^`{|}]/.test(host) && !badEscape.test(host) && !/%(?!25)[0-7]/.test(host);
}

function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  if (!creditCard.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\t\n\f\r -]+/g, '');
  if (!/^(?:\d{9}X|\d{10})$/.test(digits)) return false;
  const weigh = (digit: string, index: number): number => (index + 1) * (digit === 'X' ? 10 : Number(digit));
  return Array.from(digits, weigh).reduce((sum, part) => sum + part, 0) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\t\n\f\r -]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  const weigh = (digit: string, index: number): number => Number(digit) * (index % 2 === 0 ? 1 : 3);
  return Array.from(digits, weigh).reduce((sum, part) => sum + part, 0) % 10 === 0;
}
