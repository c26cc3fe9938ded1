import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCheck } from './string-format.ts';

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../testdata/formats.json'), 'utf8')) as {
  about: string;
  texts: string[];
  fits: Record<string, string[]>;
};

describe(recorded.about, () => {
  it.each(Object.entries(recorded.fits))('%s', (format, fits) => {
    const check = formatCheck(format)!;
    expect(recorded.texts.filter((text) => check(text))).toEqual(fits);
  });
});

describe('formatCheck', () => {
  it('does not see dashes in the name', () => {
    expect(formatCheck('date-time')).toBe(formatCheck('datetime'));
    expect(formatCheck('k8s-short-name')).toBe(formatCheck('k8sshortname'));
  });

  it.each(['', 'int32', 'quantity', 'constructor', '__proto__'])('knows no format %j', (format) => {
    expect(formatCheck(format)).toBeUndefined();
  });

  it.each(Object.keys(recorded.fits))('judges hostile texts for %s at once', (format) => {
    const check = formatCheck(format)!;
    const start = performance.now();
    for (const part of ['a', '0', '.', 'a.', ':', '0:', '@', '"', '\\', '<', '-', ' ', '%', '00000000:']) {
      check(`${part.repeat(20_000)}!`);
      check(`a@${part.repeat(20_000)}!`);
      check(`http://${part.repeat(20_000)}!`);
    }
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
