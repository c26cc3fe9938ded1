import { relative, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { systemRandom } from '../../../base/index.ts';
import { createTemplateBudget } from '../../../lang/index.ts';
import {
  capabilitiesOf,
  type Chart,
  type ChartField,
  type ChartObject,
  chartFunctionsFor,
  chartObjects,
  createHelmCaches,
  fieldPathText,
  mergeValueSources,
  type PathStep,
  renderChart,
  templateFile,
  type TracedOutput,
  trueRandom,
  valuePlace,
  type ValuesText,
} from '../../../render/index.ts';
import { givenTexts, listFlag, textFlag } from '../../flags.ts';
import { RefusedError } from '../../refused-error.ts';
import type { Invocation, Terminal } from '../../terminal.ts';
import { profileFlag } from './given.ts';
import { openChart } from './open-chart.ts';
import { readGivenValues } from './read-values.ts';

/** What is asked about: a field of an object. */
export interface WantedField {
  readonly kind: string;
  readonly name: string;
  readonly path: readonly PathStep[];
}

/** Tells what set a field of an object that a chart gives: the lines of the templates that print it, and where the values come from. */
export async function explainChart(
  folder: string,
  wanted: WantedField,
  invocation: Invocation,
  terminal: Terminal,
): Promise<number> {
  const chart = await openChart(resolve(terminal.cwd, folder), profileFlag(invocation), invocation, terminal);
  const objects = await tracedObjects(chart, invocation, terminal);
  const field = fieldOf(theOne(objects, wanted), wanted);
  const shownFolder = relative(terminal.cwd, resolve(terminal.cwd, folder)) || '.';
  const place = (file: string): string => `${shownFolder}/${templateFile(file, chart)}`;
  const lines = field.places.map(({ file, line }) => `${place(file)}:${line}`);
  const shown = `${wanted.kind}/${wanted.name} ${fieldPathText(field.path)} is ${JSON.stringify(field.value)}`;
  terminal.out(`${shown}: ${lines.length === 0 ? 'no template says where' : lines.join(', ')}\n`);
  const given = await Promise.all(
    listFlag(invocation, 'values').map(async (file): Promise<ValuesText> => ({
      file,
      text: await readFile(resolve(terminal.cwd, file), 'latin1'),
    })),
  );
  for (const path of field.values) terminal.out(`  ${described(path, given, chart, shownFolder, invocation)}\n`);
  for (const path of field.conditions) {
    terminal.out(`  ${described(path, given, chart, shownFolder, invocation)} (decides whether it is there)\n`);
  }
  return 0;
}

async function tracedObjects(chart: Chart, invocation: Invocation, terminal: Terminal): Promise<ChartObject[]> {
  const profile = profileFlag(invocation);
  const budget = createTemplateBudget({
    maxSteps: 200_000_000,
    maxBytes: 1024 * 1024 * 1024,
    checkpoint: () => terminal.signal.throwIfAborted(),
  });
  const outputs: TracedOutput[] = [];
  const release = {
    name: textFlag(invocation, 'release') ?? 'release-name',
    namespace: textFlag(invocation, 'namespace') ?? 'default',
    revision: 1,
    isUpgrade: false,
  };
  const functions = chartFunctionsFor({ now: () => 0n, timeZone: 'UTC', random: trueRandom(systemRandom), budget });
  const values = await readGivenValues(invocation, terminal);
  const capabilities = capabilitiesOf(profile, {});
  const traced = (output: TracedOutput): void => void outputs.push(output);
  renderChart(
    chart,
    { profile, release, values, capabilities, functions, budget, traced },
    createHelmCaches({ cacheBytes: 1024 * 1024 }),
  );
  return chartObjects(outputs);
}

function valueAt({ fields }: ChartObject, path: string): unknown {
  return fields.find((field) => field.path.join('.') === path)?.value;
}

function theOne(objects: readonly ChartObject[], { kind, name }: WantedField): ChartObject {
  const ofKind = objects.filter((object) => String(valueAt(object, 'kind')).toLowerCase() === kind.toLowerCase());
  const found = ofKind.find((object) => valueAt(object, 'metadata.name') === name);
  if (found !== undefined) return found;
  const there = ofKind.slice(0, 10).map((object) => `${kind}/${String(valueAt(object, 'metadata.name'))}`);
  const hint =
    there.length === 0 ? 'nor anything else of that kind' : `but ${there.join(', ')}; --release names the release`;
  throw new RefusedError(`this chart gives no ${kind}/${name}, ${hint}`);
}

function fieldOf(object: ChartObject, { path }: WantedField): ChartField {
  const steps: (string | number)[] = [];
  for (const step of path) {
    if (typeof step !== 'object') steps.push(step);
    else steps.push(indexOf(object, steps, step));
  }
  const text = steps.join('.');
  const found = object.fields.find((field) => field.path.join('.') === text);
  if (found !== undefined) return found;
  const below = object.fields.filter((field) => `${field.path.join('.')}.`.startsWith(`${text}.`));
  const hint = (below.length === 0 ? object.fields : below).slice(0, 10).map((field) => fieldPathText(field.path));
  throw new RefusedError(`no value is printed there; there are ${hint.join(', ')}`);
}

/** The place in a list of the item whose `key` has this value; -1 where there is none. */
function indexOf(
  { fields }: ChartObject,
  list: readonly (string | number)[],
  { key, value }: { readonly key: string; readonly value: string },
): number {
  const item = fields.find(
    ({ path, value: own }) =>
      path.length === list.length + 2 &&
      path.at(-1) === key &&
      String(own) === value &&
      list.every((step, index) => path[index] === step),
  );
  return Number(item?.path[list.length] ?? -1);
}

/** A value of the data, and where it was written. */
function described(
  path: readonly (string | number)[],
  given: readonly ValuesText[],
  chart: Chart,
  folder: string,
  invocation: Invocation,
): string {
  const name = `.${fieldPathText(path)}`;
  const [root, ...inside] = path;
  if (root !== 'Values') return name;
  const flag = flagOf(inside, invocation);
  if (flag !== undefined) return `${name}: ${flag}`;
  const place = valuePlace(inside, given, chart, folder);
  return place === undefined ? `${name}: not set` : `${name}: ${place.file}:${place.line}:${place.column}`;
}

/** Later kinds of flags go over earlier ones. */
const flags = [
  ['set-literal', 'setLiteral'],
  ['set-file', 'setFile'],
  ['set-string', 'setString'],
  ['set', 'set'],
  ['set-json', 'setJson'],
] as const;

function flagOf(path: readonly (string | number)[], invocation: Invocation): string | undefined {
  for (const [name, source] of flags) {
    for (const text of givenTexts(invocation, name).toReversed()) {
      let value: unknown = mergeValueSources({ [source]: [text] }, () => '');
      for (const step of path) value = entryOf(value, step);
      if (value !== undefined) return `--${name} ${Buffer.from(text, 'latin1').toString('utf8')}`;
    }
  }
  return undefined;
}

function entryOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('entries' in value && value.entries instanceof Map) return value.entries.get(step);
  return 'items' in value && Array.isArray(value.items) ? (value.items as unknown[])[Number(step)] : undefined;
}
