/**
 * The rules for names in Kubernetes (apimachinery v0.36.3, pkg/api/validate/content). Each function lists what is wrong with a text, in
 * the words that the API server uses and that people search for; an empty list means that the text is fine.
 */
type NameRule = (text: string) => string[];

type Unit = 'bytes' | 'characters';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const labelKeyName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const isLabel = (text: string): boolean => /^[a-z0-9-]+$/.test(text) && !text.startsWith('-') && !text.endsWith('-');
const isSubdomain = (text: string): boolean => text.split('.').every(isLabel);
const isKeyName = (text: string): boolean => /^[A-Za-z0-9_.-]+$/.test(text) && !/^[_.-]|[_.-]$/.test(text);

/** A DNS-1123 subdomain: what most objects' names must be. */
export const dnsSubdomain: NameRule = (text) => subdomainProblems(text, 'characters');

/** Upstream counts bytes everywhere, and calls them characters in its older rules. */
function subdomainProblems(text: string, unit: Unit): string[] {
  const problems = tooLong(text, 253, unit);
  if (!isSubdomain(text)) {
    const rule =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
    problems.push(withPattern(rule, subdomain, ['example.com']));
  }
  return problems;
}

/** A DNS-1123 label: what a namespace's name must be. */
export const dnsLabel: NameRule = (text) => {
  const problems = tooLong(text, 63, 'characters');
  if (isLabel(text)) return problems;
  if (isSubdomain(text)) return [...problems, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, withPattern(rule, label, ['my-name', '123-abc'])];
};

/** A DNS-1035 label: it starts with a letter. */
export const dns1035Label: NameRule = (text) => {
  const problems = tooLong(text, 63, 'characters');
  if (isLabel(text) && !/^\d/.test(text)) return problems;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, withPattern(rule, '[a-z]([-a-z0-9]*[a-z0-9])?', ['my-name', 'abc-123'])];
};

/** The key of a label or annotation, or the name of a finalizer: `name` or `dns.subdomain/name`. */
export const labelKey: NameRule = (text) => {
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const explained = withPattern(rule, labelKeyName, ['MyName', 'my.name', '123-abc']);
  const parts = text.split('/');
  if (parts.length > 2) {
    return [`a valid label key ${explained} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  const name = parts.at(-1) ?? '';
  if (parts.length === 2) {
    const [prefix = ''] = parts;
    const found = prefix === '' ? ['must be non-empty'] : subdomainProblems(prefix, 'bytes');
    problems.push(...found.map((problem) => `prefix part ${problem}`));
  }
  const size = name === '' ? ['must be non-empty'] : tooLong(name, 63, 'bytes');
  problems.push(...size.map((problem) => `name part ${problem}`));
  if (!isKeyName(name)) problems.push(`name part ${explained}`);
  return problems;
};

/** The value of a label. */
export const labelValue: NameRule = (text) => {
  const problems = tooLong(text, 63, 'bytes');
  if (text === '' || isKeyName(text)) return problems;
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...problems, withPattern(rule, `(${labelKeyName})?`, ['MyValue', 'my_value', '12345'])];
};

/** A name that can stand in the path of a URL: what RBAC's objects may be called. */
export const pathSegment: NameRule = (text) => {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`);
};

function tooLong(text: string, most: number, unit: Unit): string[] {
  return Buffer.byteLength(text) > most ? [`must be no more than ${most} ${unit}`] : [];
}

function withPattern(rule: string, pattern: string, examples: readonly string[]): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}
