import { describe, expect, it } from 'vitest';
import {
  configKeyProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  environmentNameProblems,
  judgeName,
  labelValueProblems,
  pathSegmentProblems,
  portNameProblems,
  qualifiedNameProblems,
} from './names.ts';

const long = (count: number): string => 'a'.repeat(count);

describe('names', () => {
  const rules: readonly [string, (value: string) => readonly string[], readonly string[], readonly string[]][] = [
    ['a DNS label', dnsLabelProblems, ['a', '1', 'a-b', long(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', long(64)]],
    ['a DNS subdomain', dnsSubdomainProblems, ['a', 'a.b-c', '1.2', long(63)], ['', '.a', 'a..b', 'A.b', long(254)]],
    [
      'a qualified name',
      qualifiedNameProblems,
      ['a', 'a_b.c', 'x.example/A', 'a/b'],
      ['', '/a', 'a/', 'a/b/c', 'Ex/a', '-a', `a/${long(64)}`],
    ],
    ['a label value', labelValueProblems, ['', 'a', 'A_b.c-d', '1'], ['-a', 'a-', 'a b', 'ä', long(64)]],
    ['a variable of the environment', environmentNameProblems, ['A', 'a.b-c', '_x', '9', 'a b'], ['', 'a=b']],
    ['a key of a ConfigMap', configKeyProblems, ['a', 'a.b', '_-.x'], ['', '.', '..', '..a', 'a/b', 'a b']],
    ['the name of a port', portNameProblems, ['http', 'a-1', '1a'], ['', 'A', '12', 'a--b', '-a', 'a-', long(16)]],
    ['a part of a path', (value) => pathSegmentProblems(value, false), ['a', 'a:b', 'A B'], ['.', '..', 'a/b', 'a%b']],
  ];

  for (const [what, rule, good, bad] of rules) {
    it.each(good.map((value) => [value]))(`${what} may be %j`, (value) => {
      expect(rule(value)).toEqual([]);
    });
    it.each(bad.map((value) => [value]))(`${what} may not be %j`, (value) => {
      expect(rule(value)).not.toEqual([]);
    });
  }

  it('tells the rule, as apimachinery does', () => {
    expect(dnsLabelProblems('A')).toEqual([
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ]);
    expect(dnsLabelProblems(long(64))).toEqual(['must be no more than 63 bytes']);
  });

  it('lets the start of a generated name end in a dash', () => {
    expect(judgeName('web-', true, dnsLabelProblems)).toEqual([]);
    expect(judgeName('web-', false, dnsLabelProblems)).not.toEqual([]);
  });
});
