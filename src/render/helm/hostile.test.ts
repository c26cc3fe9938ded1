import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTemplateBudget } from '../../lang/index.ts';
import { memoryTree, type MemoryFile } from '../../source/index.ts';
import { defaultChartLimits, loadChart, loadPackedChart } from './chart/index.ts';
import { HelmError } from './error.ts';
import { chartFunctionsFor } from './functions.ts';
import { capabilitiesOf } from './capabilities/index.ts';
import { createHelmCaches, renderChart } from './render-chart.ts';
import { goMap } from './values/index.ts';

const definition = 'apiVersion: v2\nname: c\nversion: 0.1.0\n';

function load(files: Readonly<Record<string, MemoryFile>>) {
  return loadChart(memoryTree({ 'c/Chart.yaml': definition, ...files }), 'c', { profile: '4.2' });
}

/** What is refused, as its code and the start of its message. */
function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    // Here imports are getters, and at the very end of the stack those fail first.
    if (error instanceof TypeError && error.message.includes('instanceof')) return 'limit: the stack is spent';
    if (error instanceof HelmError) return `${error.code}: ${error.message.slice(0, 400)}`;
    throw error;
  }
  return 'nothing is refused';
}

function render(template: string, more: Readonly<Record<string, MemoryFile>> = {}) {
  const budget = createTemplateBudget({ maxSteps: 2_000_000, maxBytes: 20_000_000 });
  return renderChart(
    load({ 'c/templates/a.yaml': template, ...more }),
    {
      profile: '4.2',
      release: { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false },
      values: goMap({}),
      capabilities: capabilitiesOf('4.2', {}),
      functions: chartFunctionsFor({
        now: () => 0n,
        timeZone: 'UTC',
        random: { open: () => ({ bytes: (count) => new Uint8Array(count) }) },
        budget,
      }),
      budget,
    },
    createHelmCaches({ cacheBytes: 1_000_000 }),
  );
}

describe('hostile templates', () => {
  it.each([
    ['that never end', '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}'],
    ['that make too much', '{{ range until 100000 }}{{ repeat 100000 "x" }}{{ end }}'],
    ['that repeat beyond measure', '{{ repeat 1000000000 "x" }}'],
    ['that list beyond measure', '{{ until 1000000000 }}'],
    ['that include themselves', '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'],
    [
      'that double themselves',
      '{{ define "a" }}{{ . }}{{ include "a" (print . .) }}{{ end }}{{ include "a" "xxxxxxxx" }}',
    ],
    ['that expand themselves', '{{ $_ := set . "t" "{{ tpl .t . }}{{ tpl .t . }}" }}{{ tpl .t . }}'],
    [
      'that hold themselves',
      '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ range until 10000 }}{{ toYaml $d }}{{ range until 10000 }}{{ end }}{{ end }}',
    ],
    [
      'that match without end',
      '{{ regexMatch "(a*)*b" (repeat 30000 "a") }}{{ range until 100000 }}{{ regexMatch "(a*)*b" (repeat 30000 "a") }}{{ end }}',
    ],
  ])('%s are refused', { timeout: 20_000 }, (_, template) => {
    const started = process.cpuUsage();
    expect(refusal(() => render(template))).toMatch(/^(?:limit|template): /);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(15_000);
  });

  it('see no environment and no host', () => {
    expect(refusal(() => render('{{ env "PATH" }}'))).toContain('function "env" not defined');
    expect(refusal(() => render('{{ expandenv "$PATH" }}'))).toContain('function "expandenv" not defined');
    expect(render('kind: A\nh: {{ getHostByName "localhost" | quote }}').manifests[0]?.content).toBe('kind: A\nh: ""');
    expect(render('kind: A\nl: {{ lookup "v1" "Secret" "" "" | len }}').manifests[0]?.content).toBe('kind: A\nl: 0');
  });
});

describe('hostile charts', () => {
  it('lead out of what they may read', () => {
    for (const target of ['../../../x', '/etc/passwd', '../nothing', 'templates']) {
      const attempt = (): unknown => load({ 'c/templates/a.yaml': { target }, x: 'secret' });
      expect(refusal(attempt), target).toMatch(/^(?:bad-chart: error evaluating symlink|limit: folders lie)/);
    }
    const inside = load({ 'c/templates/a.yaml': { target: '../../shared/a.yaml' }, 'shared/a.yaml': 'kind: A\n' });
    expect(inside.templates).toEqual([{ name: 'templates/a.yaml', data: 'kind: A\n' }]);
  });

  it('hold more than they may', () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`c/f${index}`, 'x'.repeat(100)]));
    const tree = memoryTree({ 'c/Chart.yaml': definition, ...files });
    const bounded = (limits: Partial<typeof defaultChartLimits>) =>
      refusal(() => loadChart(tree, 'c', { profile: '4.2', limits: { ...defaultChartLimits, ...limits } }));
    expect(bounded({ maxFiles: 20 })).toBe('limit: the chart has more than 20 files');
    expect(bounded({ maxBytes: 2000 })).toBe('limit: chart exceeds maximum decompressed size of 2000 bytes');
    const deep = { 'c/charts/s/Chart.yaml': definition, 'c/charts/s/charts/t/Chart.yaml': definition };
    const nested = memoryTree({ 'c/Chart.yaml': definition, ...deep });
    const limits = { ...defaultChartLimits, maxDepth: 1 };
    expect(refusal(() => loadChart(nested, 'c', { profile: '4.2', limits }))).toContain('charts lie more than 1 deep');
  });

  it('are packed badly', () => {
    const packed = (entries: readonly (readonly [string, string])[]) =>
      refusal(() => loadPackedChart(gzipSync(tarOf(entries)), { profile: '4.2' }));
    expect(packed([['c/Chart.yaml', definition]])).toBe('nothing is refused');
    expect(packed([['c/../../x', 'y']])).toBe('bad-chart: chart illegally references parent directory');
    expect(packed([['c//etc/passwd', 'y']])).toBe('bad-chart: chart illegally contains absolute paths');
    expect(packed([['c/C:/x', 'y']])).toBe('bad-chart: chart contains illegally named files');
    expect(packed([['Chart.yaml', 'y']])).toMatch(/^bad-chart: chart illegally contains content outside/);
    expect(packed([])).toBe('bad-chart: no files in chart archive');
    expect(refusal(() => loadPackedChart(Buffer.from('no archive'), { profile: '4.2' }))).toBe(
      'bad-chart: gzip: invalid header',
    );
    expect(refusal(() => loadPackedChart(gzipSync(Buffer.alloc(1024, 1)), { profile: '4.2' }))).toContain(
      'invalid tar header',
    );
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    expect(refusal(() => loadPackedChart(bomb, { profile: '4.2' }))).toMatch(/^limit: decompressed chart is larger/);
    expect(
      packed([
        ['c/Chart.yaml', definition],
        ['c/big', 'x'.repeat(6 * 1024 * 1024)],
      ]),
    ).toContain('is larger than the maximum file size');
  });
});

function tarOf(entries: readonly (readonly [string, string])[]): Buffer {
  const blocks = entries.flatMap(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('0', 156);
    header.write('        ', 148);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [header, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, '\0'))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
