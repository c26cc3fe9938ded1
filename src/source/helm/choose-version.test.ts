import { describe, expect, it } from 'vitest';
import { chooseVersion, type VersionRules } from './choose-version.ts';
import { readVersions } from './indexed-chart.ts';

const listed = readVersions([
  { name: 'app', version: '1.0.0' },
  { name: 'app', version: '2.0.0-rc.1' },
  { name: 'app', version: '1.10.0' },
  { name: 'app', version: '1.2.0+b', created: '2026-01-01T00:00:00Z' },
  { name: 'app', version: '1.2.0+c', created: '2026-01-03T00:00:00Z' },
  { name: 'app', version: '1.2.0+a', created: '2026-01-02T00:00:00Z' },
  { name: 'app', version: 'v0.9' },
  { name: 'app', version: 'latest' },
  { name: '../app', version: '9.0.0' },
  { version: '9.0.0' },
  { name: 'app', version: '9.0.0', type: 'other' },
  'nothing',
]);

function choose(version: string, rules: VersionRules): string {
  return chooseVersion(listed, { name: 'app', version, rules, object: 'x' }).version;
}

describe('the version of a chart', () => {
  it('comes out of a list without what is no version of it, the highest first', () => {
    expect(listed.map((chart) => chart.version)).toEqual([
      '2.0.0-rc.1',
      '1.10.0',
      '1.2.0+b',
      '1.2.0+c',
      '1.2.0+a',
      '1.0.0',
      'v0.9',
    ]);
  });

  it.each([
    ['', '1.10.0', '1.10.0'],
    ['*', '1.10.0', '1.10.0'],
    ['1.x', '1.10.0', '1.10.0'],
    ['~1.2', '1.2.0+b', '1.2.0+c'],
    ['1.2.0+a', '1.2.0+a', '1.2.0+a'],
    ['1.2.0', '1.2.0+b', '1.2.0+c'],
    ['>1.0.0-0', '2.0.0-rc.1', '2.0.0-rc.1'],
    ['2.0.0-rc.1', '2.0.0-rc.1', '2.0.0-rc.1'],
    ['v1.0.0', '1.0.0', '1.0.0'],
    ['v0.9', 'v0.9', 'v0.9'],
  ])('for %j is %s by helm, %s by Flux', (version, helm, flux) => {
    expect([choose(version, 'helm'), choose(version, 'flux')]).toEqual([helm, flux]);
  });

  it('is none where nothing is in the range, or the range is none', () => {
    const none = (text: string): object => ({ code: 'revision-not-found', message: text });
    expect(() => choose('3.x', 'helm')).toThrow(expect.objectContaining(none('no chart version found for app-3.x')));
    expect(() => choose('3.x', 'flux')).toThrow(
      expect.objectContaining(none("no 'app' chart with version matching '3.x' found")),
    );
    expect(() => choose('0.9', 'helm')).not.toThrow();
    expect(() => choose('0.9', 'flux')).toThrow(expect.objectContaining({ code: 'revision-not-found' }));
    expect(() => choose('what?', 'helm')).toThrow(expect.objectContaining({ code: 'invalid-address' }));
    expect(() => chooseVersion([], { name: 'app', version: '', rules: 'helm', object: 'x' })).toThrow(
      'no chart version found',
    );
  });
});
