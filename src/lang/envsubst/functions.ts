import { compileGlob, type Glob } from '../glob/index.ts';

/** What `operator` makes of a value (fluxcd/pkg envsubst/funcs.go). Lengths and places count bytes of UTF-8. */
export function applyOperator(operator: string, value: string, args: readonly string[]): string {
  const [first = '', second = ''] = args;
  switch (operator) {
    case ',':
      return changeFirst(value, (letter) => letter.toLowerCase());
    case ',,':
      return value.toLowerCase();
    case '^':
      return changeFirst(value, (letter) => letter.toUpperCase());
    case '^^':
      return value.toUpperCase();
    case '#':
      return args.length === 0 ? String(Buffer.byteLength(value)) : trimShortest(value, first);
    case '##':
      return trimLongest(value, first);
    case '%':
      return reversed(trimShortest(reversed(value), reversed(first)));
    case '%%':
      return reversed(trimLongest(reversed(value), reversed(first)));
    case ':':
      return substring(value, first, args[1]);
    case '/#':
      return args.length === 2 && value.startsWith(first) ? second + value.slice(first.length) : value;
    case '/%':
      return args.length === 2 && value.endsWith(first) ? value.slice(0, value.length - first.length) + second : value;
    case '/':
      return value.replace(first, () => second);
    case '//':
      return value.replaceAll(first, () => second);
    default:
      return value === '' ? args.join('') : value;
  }
}

function changeFirst(value: string, change: (letter: string) => string): string {
  const [letter = ''] = value;
  return change(letter) + value.slice(letter.length);
}

/** Go's Atoi and bash's rules: what is no number leaves the value as it is, a negative place counts from the end. */
function substring(value: string, place: string, length: string | undefined): string {
  if (!isInteger(place)) return value;
  const bytes = Buffer.from(value);
  const given = Number(place);
  const start = given < 0 ? Math.max(0, bytes.length + given) : given;
  if (length === undefined) return bytes.toString('utf8', start);
  if (!isInteger(length)) return value;
  return bytes.toString('utf8', start, Math.max(start, start + Number(length)));
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

/** Without the shortest beginning that matches, if one that is not empty does. */
function trimShortest(value: string, pattern: string): string {
  const glob = globOf(pattern);
  if (glob === undefined) return value;
  for (let end = 1; end <= value.length; end += 1) {
    if (glob.matches(value.slice(0, end))) return value.slice(end);
  }
  return value;
}

function trimLongest(value: string, pattern: string): string {
  const glob = globOf(pattern);
  if (glob === undefined) return value;
  for (let end = value.length; end > 0; end -= 1) {
    if (glob.matches(value.slice(0, end))) return value.slice(end);
  }
  return value;
}

function globOf(pattern: string): Glob | undefined {
  return compileGlob(pattern, { style: 'envsubst' });
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}
