import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { highestMatching, parseConstraint, parseVersion, type SemanticVersion } from './index.ts';

const read = (text: string): SemanticVersion => parseVersion(text)!;

describe('parseConstraint', () => {
  it.each([
    ['>=1.2.3', '1.2.3', true],
    ['>=1.2.3', '1.3.0-rc.1', false],
    ['>=1.2.3-0', '1.3.0-rc.1', true],
    ['>=1.2.3-0 || <0.5', '0.4.0-rc.1', false],
    ['!=1.2', '1.2.9', false],
    ['!=1.2', '1.3.0', true],
    ['>11', '11.9.0', false],
    ['<=11', '11.9.0', true],
    ['=<2', '2.5.0', true],
    ['=>2', '2.0.0', true],
    ['~1.2.3', '1.3.0', false],
    ['~>1', '1.9.0', true],
    ['^0.2.3', '0.2.9', true],
    ['^0.2.3', '0.3.0', false],
    ['^0.0.3', '0.0.4', false],
    ['^*', '1.0.0', false],
    ['1.2 - 1.4.5', '1.4.5', true],
    ['>= 1.2, < 3.0.0 || >5', '6.0.0', true],
    ['>=1.0 <2.0', '2.0.0', false],
    ['*', '1.0.0-rc.1', false],
    ['*-0', '1.0.0-rc.1', true],
  ])('%s admits %s: %s', (constraint, version, expected) => {
    expect(parseConstraint(constraint)!.matches(read(version))).toBe(expected);
  });

  it('keeps the text', () => {
    expect(parseConstraint(' >=1 ')!.original).toBe(' >=1 ');
  });

  it('reads texts of 512 characters and 32 alternatives and no more', () => {
    const long = `>=1${' '.repeat(509)}`;
    expect(parseConstraint(long)).toBeDefined();
    expect(parseConstraint(`${long} `)).toBeUndefined();
    expect(parseConstraint(Array.from({ length: 32 }, () => '1').join('||'))).toBeDefined();
    expect(parseConstraint(Array.from({ length: 33 }, () => '1').join('||'))).toBeUndefined();
  });

  it.each([
    ['blanks', `1${' '.repeat(500)}!`],
    ['numbers', `${'1 '.repeat(250)}!`],
    ['wide gaps', `${'1      '.repeat(70)}!`],
    ['hyphens', `${'1 - '.repeat(127)}!`],
    ['identifiers', `1-${'a.'.repeat(250)}!`],
    ['wildcards', `${'x'.repeat(500)} - !`],
  ])('gives up on hostile %s at once', (_, text) => {
    const start = performance.now();
    expect(parseConstraint(text)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(250);
  });
});

describe('highestMatching', () => {
  const versions = ['1.0.0', 'v1.4.2', '1.4.2', '2.0.0-rc.1', '1.10.0-beta', '1.9.0'].map(read);

  it.each([
    ['1.x', '1.9.0'],
    ['1.4.x', 'v1.4.2'],
    ['>=1.10-0 <2-0', '1.10.0-beta'],
    ['>=2.0.0-0', '2.0.0-rc.1'],
    ['*', '1.9.0'],
  ])('of %s is %s', (constraint, expected) => {
    expect(highestMatching(parseConstraint(constraint)!, versions)?.original).toBe(expected);
  });

  it('is undefined where nothing matches', () => {
    expect(highestMatching(parseConstraint('>=3')!, versions)).toBeUndefined();
    expect(highestMatching(parseConstraint('*')!, [])).toBeUndefined();
  });
});

describe('the verdicts of Masterminds/semver', () => {
  const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/verdicts.json'), 'utf8')) as {
    versions: string[];
    verdicts: Record<string, string>;
  };

  it.each(Object.entries(recorded.verdicts))('%j', (text, expected) => {
    const constraint = parseConstraint(text);
    const verdict = (version: SemanticVersion | undefined): string => {
      if (version === undefined) return '-';
      return constraint?.matches(version) === true ? 'y' : 'n';
    };
    const ours = recorded.versions.map((version) => verdict(parseVersion(version))).join('');
    expect(constraint === undefined ? 'refused' : ours).toBe(expected);
  });

  it('are met on the constraints of real charts, through helm', ({ skip }) => {
    const data = process.env['SLIPWAY_DATA'];
    if (data === undefined) {
      if (process.env['ORACLE_REQUIRED'] === '1') throw new Error('SLIPWAY_DATA is not set');
      skip('SLIPWAY_DATA is not set');
      return;
    }
    const cases = JSON.parse(readFileSync(join(data, 'semver/helm-semver-cases.json'), 'utf8')) as {
      versions: string[];
      verdicts: Record<string, boolean[]>;
      rejected: [string, string][];
    };
    const versions = cases.versions.map(read);
    for (const [text, expected] of Object.entries(cases.verdicts)) {
      const constraint = parseConstraint(text);
      expect(
        versions.map((version) => constraint?.matches(version)),
        text,
      ).toEqual(expected);
    }
    for (const [text] of cases.rejected) expect(parseConstraint(text), text).toBeUndefined();
    expect(Object.keys(cases.verdicts).length).toBeGreaterThan(200);
  });
});
