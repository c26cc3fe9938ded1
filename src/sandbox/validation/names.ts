/**
 * What Kubernetes asks of names, labels and the like: each function gives one text a broken rule, none where all is well. Rules and
 * texts are those of apimachinery 0.36 (pkg/api/validate/content, pkg/util/validation).
 */

const labelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainFormat = String.raw`[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*`;
const qualifiedFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const label = new RegExp(`^${labelFormat}$`);
const subdomain = new RegExp(`^${subdomainFormat}$`);
const qualified = new RegExp(`^${qualifiedFormat}$`);
const labelValue = new RegExp(`^(${qualifiedFormat})?$`);
const envName = /^[ -<>-~]+$/;

const qualifiedRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** A DNS label: most namespaced things that become part of a host name. */
export function dnsLabelProblems(value: string): string[] {
  const problems = maxLength(value, 63);
  if (label.test(value)) return problems;
  if (subdomain.test(value)) return [...problems, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, breaks(rule, labelFormat, 'my-name', '123-abc')];
}

/** A DNS subdomain: the names of most objects. */
export function dnsSubdomainProblems(value: string): string[] {
  const problems = maxCharacters(value);
  if (subdomain.test(value)) return problems;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, breaks(rule, subdomainFormat, 'example.com')];
}

/** A part of a path: the names of RBAC objects. */
export function pathSegmentProblems(value: string, prefix: boolean): string[] {
  if (!prefix && (value === '.' || value === '..')) return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

/** The key of a label or an annotation, or the name of a finalizer. */
export function qualifiedNameProblems(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2) {
    const text = breaks(qualifiedRule, qualifiedFormat, 'MyName', 'my.name', '123-abc');
    return [`a valid label key ${text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  const [first = '', second] = parts;
  const name = second ?? first;
  if (second !== undefined) {
    if (first === '') problems.push('prefix part must be non-empty');
    else problems.push(...dnsSubdomainProblems(first).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  problems.push(...maxLength(name, 63).map((problem) => `name part ${problem}`));
  if (!qualified.test(name)) {
    problems.push(`name part ${breaks(qualifiedRule, qualifiedFormat, 'MyName', 'my.name', '123-abc')}`);
  }
  return problems;
}

/** The value of a label. */
export function labelValueProblems(value: string): string[] {
  const problems = maxLength(value, 63);
  if (labelValue.test(value)) return problems;
  const rule = `a valid label must be an empty string or c${qualifiedRule.slice('must c'.length)}`;
  return [...problems, breaks(rule, `(${qualifiedFormat})?`, 'MyValue', 'my_value', '12345')];
}

/** The name of an environment variable (relaxed since 1.34: printable ASCII without `=`). */
export function environmentNameProblems(value: string): string[] {
  if (envName.test(value)) return [];
  const rule = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  return [rule];
}

/** A key of a ConfigMap or a Secret. */
export function configKeyProblems(value: string): string[] {
  const problems = maxCharacters(value);
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(breaks(rule, '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (value === '.') problems.push("must not be '.'");
  if (value === '..') problems.push("must not be '..'");
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

/** The name of a port. */
export function portNameProblems(value: string): string[] {
  const problems: string[] = [];
  if (value.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** A name that a rule judges, or the start of one: what is generated behind it makes a last dash good. */
export function judgeName(value: string, prefix: boolean, rule: (value: string) => string[]): string[] {
  // Upstream cuts the character before the dash as well (apimachinery maskTrailingDash).
  if (prefix && value.length > 1 && value.endsWith('-')) return rule(`${value.slice(0, -2)}a`);
  return rule(value);
}

function maxLength(value: string, limit: number): string[] {
  return Buffer.byteLength(value) > limit ? [`must be no more than ${limit} bytes`] : [];
}

function maxCharacters(value: string): string[] {
  return value.length > 253 ? ['must be no more than 253 characters'] : [];
}

function breaks(rule: string, format: string, ...examples: string[]): string {
  if (examples.length === 0) return `${rule} (regex used for validation is '${format}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${shown}regex used for validation is '${format}')`;
}

/** A DNS label of the older kind, which starts with a letter. */
export function dnsStartingWithLetterProblems(value: string): string[] {
  const problems = maxLength(value, 63);
  if (/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value)) return problems;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, breaks(rule, '[a-z]([-a-z0-9]*[a-z0-9])?', 'my-name', 'abc-123')];
}

/** A path behind a domain, such as `acme.io/foo` (IsDomainPrefixedPath). */
export function domainPathProblems(value: string): string[] {
  const [domain = '', ...rest] = value.split('/');
  const path = rest.join('/');
  if (domain === '' || path === '') return ['must be a domain-prefixed path (such as "acme.io/foo")'];
  const problems = dnsSubdomainProblems(domain).map((problem) => `prefix part ${problem}`);
  if (/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)) return problems;
  return [...problems, 'must be a domain-prefixed path (such as "acme.io/foo")'];
}

/** A name that is searched for hosts: also with underscores (IsDNS1123SubdomainWithUnderscore). */
export function searchProblems(value: string): string[] {
  const part = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
  const format = `${part}${String.raw`(\.`}${part})*`;
  if (new RegExp(`^${format}$`).test(value)) return maxCharacters(value);
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [...maxCharacters(value), breaks(rule, format, 'example.com')];
}

/** A name that may begin with a star for all names below (IsWildcardDNS1123Subdomain). */
export function wildcardProblems(value: string): string[] {
  if (new RegExp(String.raw`^\*\.${subdomainFormat}$`).test(value)) return maxLength(value, 253);
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...maxLength(value, 253), breaks(rule, String.raw`\*\.${subdomainFormat}`, '*.example.com')];
}
