import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/index.ts';
import { createTemplateBudget } from '../../lang/index.ts';
import { memoryTree } from '../../source/index.ts';
import { capabilitiesOf } from './capabilities/index.ts';
import { loadChart } from './chart/index.ts';
import { chartFunctionsFor } from './functions.ts';
import type { HelmProfile } from './profile.ts';
import { createHelmCaches, renderChart } from './render-chart.ts';
import { goMap } from './values/index.ts';

interface Row extends Result {
  readonly expression: string;
  /** `.Values.v`. */
  readonly v?: Json | undefined;
}

interface Result {
  /** What `toString` makes of the result, byte by byte. */
  readonly out?: string;
  readonly error?: string;
}

/** The result of an expression, or what is said of it. */
function evaluate({ expression, v }: Pick<Row, 'expression' | 'v'>, profile: HelmProfile): Result {
  const files = {
    'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
    'c/values.yaml': JSON.stringify({ n: 60, v }),
    'c/templates/a.yaml': `out: {{ ${expression} | toString | b64enc }}\n`,
  };
  const budget = createTemplateBudget({ maxSteps: 100_000, maxBytes: 1_000_000 });
  const random = { open: () => ({ bytes: (count: number) => new Uint8Array(count) }) };
  const options = {
    profile,
    release: { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false },
    values: goMap({}),
    capabilities: capabilitiesOf(profile, {}),
    functions: chartFunctionsFor({ now: () => 0n, timeZone: 'UTC', random, budget }),
    budget,
  };
  try {
    const chart = loadChart(memoryTree(files), 'c', { profile });
    const rendered = renderChart(chart, options, createHelmCaches({ cacheBytes: 100_000 }));
    const encoded = (rendered.manifests[0]?.content ?? '').replace(/^out: /, '').trim();
    return { out: Buffer.from(encoded, 'base64').toString('latin1') };
  } catch (error) {
    return { error: `Error: ${(error as Error).message}` };
  }
}

function rowsOf(name: string): readonly Row[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'testdata', `${name}.json`), 'utf8')) as Row[];
}

describe('functions of helm, as the binary of 4.3.1 evaluates them', () => {
  it.each(rowsOf('durations'))('durations: $expression', ({ expression, v, ...expected }) => {
    expect(evaluate({ expression, v }, '4.3')).toEqual(expected);
  });

  it.each(rowsOf('pretty'))('$expression of $v', ({ expression, v, ...expected }) => {
    expect(evaluate({ expression, v }, '4.3')).toEqual(expected);
  });

  it.each(rowsOf('from-text'))('$expression', ({ expression, v, ...expected }) => {
    expect(evaluate({ expression, v }, '4.3')).toEqual(expected);
  });
});

it.each(['4.1', '4.2'] as const)('does not know functions of durations before 4.3: %s', (profile) => {
  expect(evaluate({ expression: 'durationSeconds 1' }, profile).error).toMatch(
    /function "durationSeconds" not defined/,
  );
});
