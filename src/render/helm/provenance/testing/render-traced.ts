import { createTemplateBudget, type GoMap } from '../../../../lang/index.ts';
import { capabilitiesOf } from '../../capabilities/index.ts';
import type { Chart } from '../../chart/index.ts';
import type { TracedOutput } from '../traced-output.ts';
import { HelmError } from '../../error.ts';
import { chartFunctionsFor } from '../../functions.ts';
import { keyedRandom } from '../../random.ts';
import { createHelmCaches, renderChart } from '../../render-chart.ts';
import { type FieldSource, fieldSources } from '../field-sources.ts';

/** Every scalar of every template's output, by its template, document and path. */
export type Fields = ReadonlyMap<string, FieldSource>;

const caches = createHelmCaches({ cacheBytes: 50_000_000 });

/** Renders a chart with a fixed clock and randomness; undefined where it is refused. */
export function renderTraced(chart: Chart, values: GoMap): Fields | undefined {
  const budget = createTemplateBudget({ maxSteps: 50_000_000, maxBytes: 500_000_000 });
  const random = keyedRandom(Buffer.alloc(32), { namespace: 'ns', name: 'rel' });
  const functions = chartFunctionsFor({ now: () => 1_700_000_000_000_000_000n, timeZone: 'UTC', random, budget });
  const release = { name: 'rel', namespace: 'ns', revision: 1, isUpgrade: false };
  const capabilities = capabilitiesOf('4.1', {});
  const outputs: TracedOutput[] = [];
  const traced = (output: TracedOutput): void => void outputs.push(output);
  const enter = (template: string): void => random.enter(template);
  try {
    renderChart(chart, { profile: '4.1', release, values, capabilities, functions, budget, enter, traced }, caches);
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
  const fields = new Map<string, FieldSource>();
  for (const { path, text, spans } of outputs) {
    if (path.endsWith('NOTES.txt')) continue;
    for (const field of fieldSources(text, spans)) {
      fields.set(`${path} ${field.document} ${JSON.stringify(field.path)}`, field);
    }
  }
  return fields;
}
