/** The recordings in the repository: complete, of real scenarios only, small, and free of what changes from run to run. */
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecording } from './judge/recording.ts';
import { loadScenarios } from './model/load.ts';
import { pointsOf } from './model/scenario.ts';
import { casesFolder, recordedFolder } from './record.ts';

const scenarios = loadScenarios(casesFolder);

describe('recordings', () => {
  it.each(scenarios)('hold every point of $name', (scenario) => {
    const recording = readRecording(recordedFolder(scenario.dialect), scenario.name, pointsOf(scenario));
    expect(recording).toBeDefined();
    for (const point of recording!.values()) {
      expect(Object.keys(point.owners)).toEqual(scenario.owners.map(({ text }) => text));
    }
  });

  it('are those of the scenarios, and no others', () => {
    for (const dialect of ['flux', 'argocd'] as const) {
      const own = scenarios.filter((scenario) => scenario.dialect === dialect);
      expect(readdirSync(recordedFolder(dialect)).sort()).toEqual(own.map(({ name }) => name));
      for (const scenario of own) {
        const files = readdirSync(join(recordedFolder(dialect), scenario.name));
        expect(files.sort()).toEqual(
          pointsOf(scenario)
            .map((point) => `${point}.json`)
            .sort(),
        );
      }
    }
  });

  it('are many, and small', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(100);
    const root = join(import.meta.dirname, 'recorded');
    const bytes = globSync('**/*.json', { cwd: root }).reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
  });

  it.each([
    ['an address', /127\.0\.0\.1/],
    // The revision that the pushed artifacts say they were made of is the scenario's own.
    ['a commit', /\b(?!(?:0123456789){4})[0-9a-f]{40}\b/],
    ['a time', /\d{4}-\d\d-\d\dT\d\d:/],
    ['a uid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/],
    ['a temporary folder', /\/tmp\/|\/dev\/shm/],
    ['a precise duration', /\b\d+\.\d{3,}m?s\b/],
  ])('hold no sign of %s', (_, pattern) => {
    const root = join(import.meta.dirname, 'recorded');
    const files = globSync('**/*.json', { cwd: root }).filter((file) =>
      pattern.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(files).toEqual([]);
  });
});
