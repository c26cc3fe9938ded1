import { declare, type FunctionDeclaration, globalOverload, memberOverload } from '../functions.ts';
import { listOf, opaqueType, optionalOf, types } from '../types.ts';
import { CelList, CelObject, CelOptional, noValue } from '../values.ts';

const { string } = types;

/** What is wrong with a text; nothing where it has the format. */
export type FormatCheck = (text: string) => readonly string[];

/** A named format (apiserver v0.36.3, pkg/cel/format.go). */
export const formatType = opaqueType<CelObject<FormatCheck>>('kubernetes.NamedFormat');

const matching =
  (pattern: RegExp, problem: string, limit = Infinity): FormatCheck =>
  (text) => [
    ...(pattern.test(text) ? [] : [problem]),
    ...(text.length > limit ? [`must be no more than ${limit} ${limit === 253 ? 'characters' : 'bytes'}`] : []),
  ];

const regexNote = (example: string, pattern: string): string =>
  `(e.g. ${example}, regex used for validation is '${pattern}')`;

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const labelText = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character ${regexNote("'my-name',  or '123-abc'", label)}`;
const label1035Text = `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character ${regexNote("'my-name',  or 'abc-123'", label1035)}`;
const subdomainText = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character ${regexNote("'example.com'", subdomain)}`;
const valuePattern = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const valueText = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${regexNote("'MyValue',  or 'my_value',  or '12345'", valuePattern)}`;
const namePattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const nameText = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${regexNote("'MyName',  or 'my.name',  or '123-abc'", namePattern)}`;

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);

/** A prefix may end in a dash: what follows will be alphanumeric. */
const asPrefix =
  (check: FormatCheck): FormatCheck =>
  (text) =>
    check(text.endsWith('-') ? `${text.slice(0, -1)}a` : text);

const checks: Readonly<Record<string, FormatCheck>> = {
  dns1123Label: matching(whole(label), labelText, 63),
  dns1123Subdomain: matching(whole(subdomain), subdomainText, 253),
  dns1035Label: matching(whole(label1035), label1035Text, 63),
  labelValue: matching(whole(valuePattern), valueText, 63),
  qualifiedName: (text) => {
    const parts = text.split('/');
    const [name = ''] = parts.slice(-1);
    if (parts.length > 2)
      return [
        `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${regexNote("'MyName',  or 'my.name',  or '123-abc'", namePattern)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ];
    const prefix = parts.length === 2 ? matching(whole(subdomain), subdomainText, 253)(parts[0] ?? '') : [];
    return [...prefix.map((problem) => `prefix part ${problem}`), ...matching(whole(namePattern), nameText, 63)(name)];
  },
  uri: (text) =>
    /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|\/)/.test(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`],
  uuid: matching(
    /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/,
    'does not match the UUID format',
  ),
  byte: matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'invalid base64'),
  date: matching(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'invalid date'),
  datetime: matching(/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?$/, 'invalid datetime'),
};

const prefixable: ReadonlySet<string> = new Set(['dns1123Label', 'dns1123Subdomain', 'dns1035Label']);

const formats: ReadonlyMap<string, CelObject<FormatCheck>> = new Map(
  Object.entries(checks).flatMap(([name, check]) => {
    const named = (as: string, checked: FormatCheck) => [as, new CelObject(formatType, checked, as)] as const;
    return prefixable.has(name) ? [named(name, check), named(`${name}Prefix`, asPrefix(check))] : [named(name, check)];
  }),
);

/** Named formats (apiserver v0.36.3, pkg/cel/library/format.go). */
export const formatFunctions: readonly FunctionDeclaration[] = [
  declare(
    'format.named',
    globalOverload('format-named', [string], optionalOf(formatType), (name) => optional(formats.get(name))),
  ),
  ...[...formats].map(([name, format]) =>
    declare(
      `format.${name}`,
      globalOverload(`format-${name}`, [], formatType, () => format),
    ),
  ),
  declare(
    'validate',
    memberOverload('format-validate', [formatType, string], optionalOf(listOf(string)), ({ content }, text) => {
      const problems = content(text);
      return optional(problems.length === 0 ? undefined : new CelList(problems));
    }),
  ),
];

function optional(value: CelObject | CelList | undefined): CelOptional {
  return value === undefined ? noValue : new CelOptional(value);
}
