import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { createTemplateBudget, parseTemplate, TemplateBudgetError, TemplateSet } from '../gotemplate/index.ts';
import { sprigFunctions } from './index.ts';

function run(template: string): string {
  const random = seededRandom(1);
  const budget = createTemplateBudget({ maxSteps: 50_000, maxBytes: 1_000_000 });
  const functions = sprigFunctions({ now: () => 0n, timeZone: 'UTC', random: { open: () => random }, budget });
  const set = new TemplateSet();
  set.add(parseTemplate('t', template, { functions: new Set(functions.keys()) }));
  return set.execute('t', null, { functions, budget, missingKey: 'zero' });
}

describe('the budget ends', () => {
  it.each([
    'repeat 1000000000 "abc"',
    'indent 1000000000 "a"',
    'nindent 100000 (repeat 1000 "\\n")',
    'replace "a" (repeat 100000 "b") (repeat 1000 "a")',
    'replace "" (repeat 100000 "b") (repeat 1000 "a")',
    'join (repeat 100000 "-") (until 1000)',
    'until 1000000000',
    'untilStep 0 1000000000 1',
    'untilStep 0 -1000000000 -1',
    'seq 1000000000',
    'seq 0 1 1000000000',
    'randAlphaNum 1000000000',
    'randBytes 1000000000',
    'shuffle (repeat 100000 "a")',
    'wrap 1 (repeat 60000 "a ")',
    'wrapWith 1 (repeat 100000 "-") (repeat 1000 "a")',
    'regexReplaceAll "a" (repeat 1000 "a") (repeat 100000 "b")',
    'regexReplaceAll "a*" (repeat 1000 "a") (repeat 5000 "$0")',
    'regexReplaceAllLiteral "a" (repeat 1000 "a") (repeat 100000 "b")',
    'regexMatch "(a{0,500}){0,2}b" (repeat 100000 "a")',
    'regexFindAll "" (repeat 200000 "a") -1',
    'regexSplit "" (repeat 200000 "a") -1',
    'genPrivateKey "rsa"',
    'genCA "a" 1',
    'bcrypt "a"',
    'htpasswd "a" "b"',
    'derivePassword 1 "long" "a" "b" "c"',
    'fromJson (printf "[%s1]" (repeat 60000 "1,"))',
    'toJson (until 60000)',
    'toPrettyJson (until 30000)',
    'uniq (until 1000)',
    'without (until 30000) 1 2 3',
    'quote (repeat 600000 "a")',
    'b64enc (repeat 600000 "a")',
  ])('%s', (call) => {
    expect(() => run(`{{ ${call} }}`)).toThrow(TemplateBudgetError);
  });

  it.each(['deepCopy $d', 'toJson $d', 'merge $d $e'])('%s where values nest too deep', (call) => {
    const nested =
      '{{ $d := dict }}{{ $e := dict }}{{ range until 600 }}{{ $d = dict "a" $d }}{{ $e = dict "a" $e }}{{ end }}';
    expect(() => run(`${nested}{{ $x := ${call} }}`)).toThrow(TemplateBudgetError);
  });

  it('not what is ordinary', () => {
    expect(run('{{ repeat 3 "ab" }}{{ until 3 }}{{ regexReplaceAll "a" "banana" "o" }}')).toBe('ababab[0 1 2]bonono');
  });
});
