import { type Chart, metadataRecord } from '../../../render/index.ts';
import { writeYaml } from '../../../yaml/index.ts';
import type { RunCommand } from '../../terminal.ts';
import { UsageError } from '../../flags.ts';
import { profileFlag } from './given.ts';
import { openChart } from './open-chart.ts';
import { asHelm } from './run-helm.ts';

/** What of a chart to show. */
export type ChartPart = 'chart' | 'values' | 'readme' | 'crds' | 'all';

/** `slipway helm show …`: the same bytes as `helm show` (helm 4.2, pkg/action/show.go). */
export function showPart(part: ChartPart): RunCommand {
  return asHelm(async (invocation, terminal) => {
    const [reference, second] = invocation.args;
    if (reference === undefined || second !== undefined) throw new UsageError('name one chart');
    const chart = await openChart(reference, profileFlag(invocation), invocation, terminal);
    terminal.out(Buffer.from(shown(chart, part), 'latin1').toString('utf8'));
    return 0;
  });
}

function shown(chart: Chart, part: ChartPart): string {
  const all = part === 'all';
  const parts: string[] = [];
  if (all || part === 'chart') {
    parts.push(`${Buffer.from(writeYaml(metadataRecord(chart.metadata))).toString('latin1')}\n`);
  }
  if ((all || part === 'values') && chart.values !== undefined) {
    if (all) parts.push('---\n');
    for (const { name, data } of chart.raw) if (name === 'values.yaml') parts.push(`${data}\n`);
  }
  const readme = chart.files.find(({ name }) => /^readme(?:\.md|\.txt)?$/i.test(name));
  if ((all || part === 'readme') && readme !== undefined) parts.push(all ? '---\n' : '', `${readme.data}\n`);
  if (all || part === 'crds')
    for (const data of definitionsIn(chart)) parts.push(data.startsWith('---') ? '' : '---\n', `${data}\n`);
  return parts.join('');
}

function definitionsIn(chart: Chart): string[] {
  const own = chart.files.filter(({ name }) => name.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(name));
  return [...own.map(({ data }) => data), ...chart.dependencies.flatMap(definitionsIn)];
}
