import { readYaml, type YamlCursor } from '../../../yaml/index.ts';
import type { Chart } from '../chart/index.ts';

/** A text with values, and what it is called; `text` is a byte string. */
export interface ValuesText {
  readonly file: string;
  readonly text: string;
}

/** Where a value was written; line and column count from 1. */
interface ValuePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where the value at a path of the root chart's values (without `Values` at its front) was written: in the last of the given texts that has it, else in
 * the values.yaml of the chart, else in that of the subchart whose section it lies in. `folder` is where the chart lies. Of a path that no text has
 * in full the longest part counts; undefined where not even its first name stands anywhere.
 */
export function valuePlace(
  path: readonly (string | number)[],
  given: readonly ValuesText[],
  chart: Chart,
  folder: string,
): ValuePlace | undefined {
  const texts = [...given.toReversed().map((text) => ({ text, path })), ...chartTexts(path, chart, folder)];
  let best: { readonly place: ValuePlace; readonly missing: number } | undefined;
  for (const { text, path: inside } of texts) {
    const found = lookUp(text, inside);
    if (found !== undefined && (best === undefined || found.missing < best.missing)) best = found;
    if (best?.missing === 0) break;
  }
  return best?.place;
}

/** The values.yaml of a chart, then of the charts in it that a path leads into. */
function chartTexts(
  path: readonly (string | number)[],
  chart: Chart,
  folder: string,
): { readonly text: ValuesText; readonly path: readonly (string | number)[] }[] {
  const own = chart.raw.find(({ name }) => name === 'values.yaml');
  const [section, ...inside] = path;
  const below = subchart(chart, section);
  return [
    ...(own === undefined ? [] : [{ text: { file: `${folder}/values.yaml`, text: own.data }, path }]),
    ...(below === undefined ? [] : chartTexts(inside, below, `${folder}/charts/${below.metadata.name}`)),
  ];
}

function lookUp(
  { file, text }: ValuesText,
  path: readonly (string | number)[],
): { readonly place: ValuePlace; readonly missing: number } | undefined {
  const { documents } = readYaml(Buffer.from(text, 'latin1'), { profile: 'go2', documents: 'first' });
  let cursor: YamlCursor | undefined = documents[0]?.cursor();
  let [place, missing] = [undefined as ValuePlace | undefined, path.length];
  for (const step of path) {
    cursor = cursor?.child(step);
    if (cursor === undefined) break;
    const { line, column } = cursor.keyPosition ?? cursor.position;
    place = { file, line, column };
    missing -= 1;
  }
  return place === undefined ? undefined : { place, missing };
}

/** The chart in a chart that goes by a name there: its own or an alias. */
function subchart(chart: Chart, called: string | number | undefined): Chart | undefined {
  const named = chart.metadata.dependencies?.find(({ alias, name }) => (alias === '' ? name : alias) === called)?.name;
  return chart.dependencies.find(({ metadata }) => metadata.name === (named ?? called));
}

/** Where a template lies from the chart's folder on: paths of templates begin with the chart's name, and call charts in it by their aliases. */
export function templateFile(path: string, chart: Chart): string {
  const [, first = '', ...rest] = path.split('/');
  if (first !== 'charts') return [first, ...rest].join('/');
  const below = subchart(chart, rest[0]);
  const folder = `charts/${below?.metadata.name ?? rest[0] ?? ''}`;
  return `${folder}/${below === undefined ? rest.slice(1).join('/') : templateFile(rest.join('/'), below)}`;
}
