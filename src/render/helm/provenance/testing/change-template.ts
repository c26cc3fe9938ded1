import type { TemplatePlace } from '../../../../lang/index.ts';
import type { Chart, ChartFile } from '../../chart/index.ts';

/** Where in a template a letter is put in: as text, or in front of the action that begins there. */
export interface Insertion {
  readonly place: TemplatePlace;
  /** How many bytes behind the place; undefined in front of the action there. */
  readonly behind: number | undefined;
}

/** The chart with one letter more in one of its templates; undefined where there is no such template. */
export function changedTemplate(chart: Chart, { place, behind }: Insertion): Chart | undefined {
  const [root = '', ...rest] = place.file.split('/charts/');
  if (rest.length === 0) {
    const name = place.file.slice(chart.metadata.name.length + 1);
    const file = chart.templates.find((template) => template.name === name);
    if (file === undefined) return undefined;
    const changed = inserted(file, place, behind);
    return { ...chart, templates: chart.templates.map((template) => (template === file ? changed : template)) };
  }
  const [next = ''] = (rest[0] ?? '').split('/templates/');
  const child = chart.dependencies.find(({ metadata }) => metadata.name === next);
  const inner = child && changedTemplate(child, { place: { ...place, file: rest.join('/charts/') }, behind });
  if (child === undefined || inner === undefined || root === '') return undefined;
  return { ...chart, dependencies: chart.dependencies.map((one) => (one === child ? inner : one)) };
}

function inserted(file: ChartFile, { line, column = 0 }: TemplatePlace, behind: number | undefined): ChartFile {
  const { data } = file;
  let start = 0;
  for (let count = 1; count < line; count += 1) start = data.indexOf('\n', start) + 1;
  const at = start + column;
  const to = behind === undefined ? data.lastIndexOf('{{', at) : at + behind;
  return { ...file, data: `${data.slice(0, to)}x${data.slice(to)}` };
}
