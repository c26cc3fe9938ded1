import { isIPv6 } from 'node:net';
import {
  bytesOfText,
  compileRegexp,
  parseMoment,
  parseUrl,
  GoFailure,
  RegexpError,
  textOfBytes,
  utc,
} from '../../../../../lang/index.ts';
import { timeFault } from './format-time.ts';
import { durationFault, semverFault } from './format-version.ts';

/**
 * What is wrong with a text that should have a form (format.go); undefined where it has it, and for forms that nobody knows. Some texts of Go's own
 * parsers are said more shortly.
 */
export function formatFault(format: string, text: string): string | undefined {
  return formats.get(format)?.(text);
}

type Check = (text: string) => string | undefined;

function quoteRune(letter: string): string {
  return `'${letter}'`;
}

const checkPointer: Check = (text) => {
  if (text === '') return undefined;
  if (!text.startsWith('/')) return 'not starting with /';
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined;
};

const checkRelativePointer: Check = (text) => {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? '';
  if (digits === '') return 'must start with non-negative integer';
  if (digits.length > 1 && digits.startsWith('0')) return 'starts with zero';
  const rest = text.slice(digits.length);
  return rest === '#' ? undefined : checkPointer(rest);
};

const checkUuid: Check = (text) => {
  const sizes = [8, 4, 4, 4, 12];
  const groups = text.split('-');
  if (groups.length !== sizes.length) return 'must have 5 elements';
  for (const [index, group] of groups.entries()) {
    if (bytesOfText(group).length !== sizes[index])
      return `element ${index + 1} must be ${sizes[index]} characters long`;
    const wrong = /[^0-9a-fA-F]/u.exec(group)?.[0];
    if (wrong !== undefined) return `non-hex character ${quoteRune(wrong)}`;
  }
  return undefined;
};

const checkIpv4: Check = (text) => {
  const groups = text.split('.');
  if (groups.length !== 4) return 'expected four decimals';
  for (const group of groups) {
    if (group.length > 1 && group.startsWith('0')) return 'leading zeros';
    if (!/^[+-]?[0-9]+$/.test(group)) return `strconv.Atoi: parsing ${JSON.stringify(group)}: invalid syntax`;
    if (Number(group) < 0 || Number(group) > 255) return 'decimal must be between 0 and 255';
  }
  return undefined;
};

const checkIpv6: Check = (text) => {
  if (!text.includes(':')) return 'missing colon';
  if (text.includes('%')) return 'zone id is not a part of ipv6 address';
  return isIPv6(text) ? undefined : `ParseAddr(${JSON.stringify(text)}): unable to parse IP`;
};

const checkHostname: Check = (text) => {
  const host = text.endsWith('.') ? text.slice(0, -1) : text;
  if (bytesOfText(host).length > 253) return 'more than 253 characters long';
  for (const label of host.split('.')) {
    if (label === '' || bytesOfText(label).length > 63) return 'label must be 1 to 63 characters long';
    if (label.startsWith('-')) return 'label starts with hyphen';
    if (label.endsWith('-')) return 'label ends with hyphen';
    const wrong = /[^a-zA-Z0-9-]/u.exec(label)?.[0];
    if (wrong !== undefined) return `invalid character ${quoteRune(wrong)}`;
  }
  return undefined;
};

const checkEmail: Check = (text) => {
  if (bytesOfText(text).length > 254) return 'more than 255 characters long';
  const at = text.lastIndexOf('@');
  if (at === -1) return 'missing @';
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (bytesOfText(local).length > 64) return 'local part more than 64 characters long';
  const wrong = localPartFault(local);
  if (wrong !== undefined) return wrong;
  if (!domain.startsWith('[') || !domain.endsWith(']')) return within('invalid domain', checkHostname(domain));
  const address = domain.slice(1, -1);
  if (address.startsWith('IPv6:')) return within('invalid ipv6 address', checkIpv6(address.slice(5)));
  return within('invalid ipv4 address', checkIpv4(address));
};

function localPartFault(local: string): string | undefined {
  if (local.length > 1 && local.startsWith('"')) {
    return /[\\"]/.test(local.slice(1, -1))
      ? 'backslash and quote are not allowed within quoted local part'
      : undefined;
  }
  if (local.startsWith('.')) return 'starts with dot';
  if (local.endsWith('.')) return 'ends with dot';
  if (local.includes('..')) return 'consecutive dots';
  const wrong = /[^a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]/u.exec(local)?.[0];
  return wrong === undefined ? undefined : `invalid character ${quoteRune(wrong)}`;
}

const checkDate: Check = (text) => {
  const parsed = parseMoment('2006-01-02', bytesOfText(text), utc);
  return 'error' in parsed ? textOfBytes(parsed.error) : undefined;
};

const checkDateTime: Check = (text) => {
  if (bytesOfText(text).length < 20) return 'less than 20 characters long';
  if (!/[tT]/.test(text[10] ?? '')) return '11th character must be t or T';
  return (
    within('invalid date element', checkDate(text.slice(0, 10))) ??
    within('invalid time element', timeFault(text.slice(11)))
  );
};

/** A text that a URL parser takes; absolute where it must be. */
function checkUrl(mustBeAbsolute: boolean): Check {
  return (text) => {
    try {
      const { scheme } = parseUrl(bytesOfText(text));
      return mustBeAbsolute && scheme === '' ? 'relative url' : undefined;
    } catch (error) {
      if (error instanceof GoFailure) return textOfBytes(error.message);
      throw error;
    }
  };
}

const checkUrlReference: Check = (text) => (text.includes('\\') ? 'contains \\' : checkUrl(false)(text));

const checkPeriod: Check = (text) => {
  const slash = text.indexOf('/');
  if (slash === -1) return 'missing slash';
  const start = text.slice(0, slash);
  const end = text.slice(slash + 1);
  if (start.startsWith('P')) {
    return (
      within('invalid start duration', durationFault(start)) ?? within('invalid end date-time', checkDateTime(end))
    );
  }
  const wrong = within('invalid start date-time', checkDateTime(start));
  if (wrong !== undefined) return wrong;
  if (end.startsWith('P')) return within('invalid end duration', durationFault(end));
  return within('invalid end date-time', checkDateTime(end));
};

const checkRegex: Check = (text) => {
  try {
    compileRegexp(bytesOfText(text));
    return undefined;
  } catch (error) {
    if (error instanceof RegexpError) return textOfBytes(error.message);
    throw error;
  }
};

function within(what: string, fault: string | undefined): string | undefined {
  return fault === undefined ? undefined : `${what}: ${fault}`;
}

const formats: ReadonlyMap<string, Check> = new Map([
  ['regex', checkRegex],
  ['json-pointer', checkPointer],
  ['relative-json-pointer', checkRelativePointer],
  ['uuid', checkUuid],
  ['duration', durationFault],
  ['period', checkPeriod],
  ['ipv4', checkIpv4],
  ['ipv6', checkIpv6],
  ['hostname', checkHostname],
  ['email', checkEmail],
  ['date', checkDate],
  ['time', timeFault],
  ['date-time', checkDateTime],
  ['uri', checkUrl(true)],
  ['iri', checkUrl(true)],
  ['uri-reference', checkUrlReference],
  ['iri-reference', checkUrlReference],
  ['uri-template', checkUrl(false)],
  ['semver', semverFault],
]);
