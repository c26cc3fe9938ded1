import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envsubst } from './envsubst.ts';
import { EnvsubstError } from './template.ts';

const values: Readonly<Record<string, string>> = {
  name: 'podinfo',
  empty: '',
  path: 'a/b/c.tar.gz',
  umlaut: 'Äpfel',
  Loud: 'HELLO',
};
const put = (text: string): string => envsubst(text, { valueOf: (name) => values[name], maxLength: 10_000 });

const given = [
  ['a ${name} b', 'a podinfo b'],
  ['$name $ {name} $5 $', '$name $ {name} $5 $'],
  ['$${name} $$$${name}', '${name} $${name}'],
  ['${empty}|', '|'],
  ['${gone:-x}${gone:=y}${gone=z}${empty:-w}${name:-no}', 'xyzwpodinfo'],
  ['${gone:-${name}-${empty:-b}}', 'podinfo-b'],
  ['${gone:-}|', '|'],
  ['${gone:-a $$ b \\} c}', 'a $$ b \\ c}'],
  ['${name:3}|${name:0:3}|${name:-3}|${name: -3}', 'info|pod|podinfo|podinfo'],
  ['${name:9}|${name:2:99}|${name:x}', '|dinfo|podinfo'],
  ['${umlaut:2}|${#umlaut}|${#empty}', 'pfel|6|0'],
  ['${name^}|${name^^}|${Loud,}|${Loud,,}', 'Podinfo|PODINFO|hELLO|hello'],
  ['${name/o/0}|${name//o/0}|${name/o/}|${name/#pod/x}|${name/%info/x}', 'p0dinfo|p0dinf0|pdinfo|xinfo|podx'],
  ['${path//\\//-}', 'a-b-c.tar.gz'],
  ['${path#*/}|${path##*/}|${path%.*}|${path%%.*}', 'b/c.tar.gz|c.tar.gz|a/b/c.tar|a/b/c'],
  ['${name#nothing}|${name%[a-z]}', 'podinfo|podinfo'],
] as const;

const refused = [
  ['${gone}', 'unset', 'variable not set (strict mode): "gone"'],
  ['${gone^^}', 'unset', 'variable not set (strict mode): "gone"'],
  ['${name', 'syntax', 'missing closing brace'],
  ['${name-x}', 'syntax', 'missing closing brace'],
  ['${}', 'syntax', 'unable to parse variable name'],
  ['${name:-x', 'syntax', 'unable to parse substitution within function'],
  ['${name#}', 'syntax', 'unable to parse substitution within function'],
  ['${name/x}', 'syntax', 'bad substitution'],
  ['${#name', 'syntax', 'bad substitution'],
] as const;

/** The real tool, where it is. */
const flux = join(process.env['ORACLE_BIN'] ?? '', 'flux');

describe('envsubst', () => {
  it.each(given)('%s gives %s', (text, expected) => {
    expect(put(text)).toBe(expected);
  });

  it.each(refused)('%s is refused', (text, code, message) => {
    expect(() => put(text)).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  it.skipIf(!existsSync(flux) && process.env['ORACLE_REQUIRED'] !== '1')(
    'does what flux envsubst does (needs flux in ORACLE_BIN)',
    () => {
      const run = (text: string) =>
        spawnSync(flux, ['envsubst', '--strict'], { input: text, env: { ...values, HOME: '/' }, encoding: 'utf8' });
      for (const [text, expected] of given) expect([text, run(text).stdout]).toEqual([text, `${expected}\n`]);
      for (const [text, , message] of refused) expect([text, run(text).stderr.trim()]).toEqual([text, `✗ ${message}`]);
    },
  );

  it('has limits', () => {
    expect(() => put(`${'${gone:-'.repeat(60)}x${'}'.repeat(60)}`)).toThrow(EnvsubstError);
    expect(() => put('${name}'.repeat(2_000))).toThrow('longer than 10000 characters');
    const long = { valueOf: () => 'a'.repeat(20_000), maxLength: 1_000_000 };
    expect(() => envsubst('${x%b*}', long)).toThrow('too long to be cut');
  });
});
