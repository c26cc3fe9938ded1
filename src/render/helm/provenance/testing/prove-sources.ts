import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../../base/index.ts';
import { GoMap, type OutputSpan } from '../../../../lang/index.ts';
import { pathTree } from '../../../../source/index.ts';
import { type Chart, loadChart, nodeOf } from '../../chart/index.ts';
import { processDependencies } from '../../dependencies/index.ts';
import { coalesceValues } from '../../values/index.ts';
import type { FieldSource } from '../field-sources.ts';
import { changedTemplate } from './change-template.ts';
import { changedValues, valueAtPath } from './change-value.ts';
import { type Fields, renderTraced } from './render-traced.ts';

/** What came of a proof. */
export interface SourcesProof {
  /** Fields of which a reported value, or the reported place, was changed. */
  readonly tried: number;
  readonly byValue: number;
  /** Those that did not change with it. */
  readonly wrong: readonly string[];
  /** How many fields changed in all; how many of them do not report what was changed, and how many of those name it as a condition. */
  readonly changed: number;
  readonly unreported: readonly string[];
  readonly byCondition: number;
  /** Changes with which the chart is refused: they say nothing. */
  readonly refused: number;
}

type Path = readonly (string | number)[];

/** Something that a field reports, changed. */
interface Change {
  readonly name: string;
  readonly isValue: boolean;
  readonly fields: Fields | undefined;
  /** Whether a span, or the condition of one, reports it. */
  readonly isReported: (span: OutputSpan) => boolean;
  readonly isCondition: (span: OutputSpan) => boolean;
}

/**
 * Takes fields of what charts of the corpus give, by a seed, changes one of the values that they report, or the place in a template where they report
 * none, and looks at which fields change.
 */
export function proveSources(
  corpus: string,
  { seed, charts, fieldsOfEach }: { seed: number; charts: number; fieldsOfEach: number },
): SourcesProof {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random.float() * list.length)];
  const folders = chartFolders(corpus);
  const [wrong, unreported]: [string[], string[]] = [[], []];
  let [tried, byValue, changed, byCondition, refused] = [0, 0, 0, 0, 0];
  for (let round = 0; round < charts;) {
    const folder = pick(folders) ?? '';
    const chart = loadChart(pathTree('/'), folder.replace(/^\//, ''), { profile: '4.1' });
    const before = renderTraced(chart, new GoMap());
    if (before === undefined || before.size === 0) continue;
    round += 1;
    const effective = effectiveValues(chart);
    for (let count = 0; count < fieldsOfEach; count += 1) {
      // Half of them shall be made of values.
      const [key = '', field] = pick(count % 2 === 0 ? [...before] : [...before].filter(madeOfValues)) ?? [];
      const change = field && changeOf(chart, effective, field, pick);
      if (field === undefined || change === undefined) {
        if (field !== undefined && field.spans.length === 0) wrong.push(`${folder}: ${key} reports nothing`);
        continue;
      }
      if (change.fields === undefined) {
        refused += 1;
        continue;
      }
      tried += 1;
      if (change.isValue) byValue += 1;
      if (!isChanged(field, change.fields.get(key)))
        wrong.push(`${folder}: ${key} does not change with ${change.name}`);
      for (const [other, { spans, ...rest }] of before) {
        if (!isChanged(rest, change.fields.get(other))) continue;
        changed += 1;
        if (spans.some(change.isReported)) continue;
        if (spans.some(change.isCondition)) byCondition += 1;
        unreported.push(`${folder}: ${other} changes with ${change.name}`);
      }
    }
  }
  return { tried, byValue, wrong, changed, unreported, byCondition, refused };
}

function chartFolders(corpus: string): readonly string[] {
  const [, ...lines] = readFileSync(join(corpus, 'helm.tsv'), 'utf8').trim().split('\n');
  const rows = lines
    .map((line) => line.split('\t'))
    .filter(([, , , , , file, status]) => file === '-' && status === 'ok');
  return rows.map(([repository = '', , path = '']) => join(corpus, 'helm', repository.replace('/', '+'), path));
}

function madeOfValues([, { spans }]: [string, FieldSource]): boolean {
  return spans.some(({ values }) => values.some(([root]) => root === 'Values'));
}

function effectiveValues(chart: Chart): GoMap {
  const root = nodeOf(chart);
  const rules = { profile: '4.1' as const, warn: () => undefined };
  processDependencies(root, new GoMap(), rules);
  return coalesceValues(root, new GoMap(), { ...rules, nulls: 'coalesce' });
}

function isChanged({ value }: Pick<FieldSource, 'value'>, after: FieldSource | undefined): boolean {
  return after === undefined || after.value !== value;
}

function changeOf(
  chart: Chart,
  effective: GoMap,
  { spans, start }: FieldSource,
  pick: <T>(list: readonly T[]) => T | undefined,
): Change | undefined {
  const paths = spans.flatMap(({ values }) => values).filter(([root]) => root === 'Values');
  const path = pick(paths)?.slice(1);
  if (path !== undefined && path.length > 0) return valueChange(chart, effective, path);
  const span = spans.find(({ end }) => end > start) ?? spans[0];
  if (span?.place === undefined) return undefined;
  const isText = span.isText;
  const behind = isText ? Math.max(start - span.start, 0) : undefined;
  return templateChange(chart, span, behind);
}

function valueChange(chart: Chart, effective: GoMap, path: Path): Change {
  const at = rootPath(effective, path);
  const values = changedValues(effective, at);
  const isSame = (other: Path): boolean => {
    const own = rootPath(effective, other.slice(1));
    return other[0] === 'Values' && own.every((step, index) => at[index] === undefined || at[index] === step);
  };
  return {
    name: `value ${at.join('.')}`,
    isValue: true,
    fields: renderTraced(chart, values),
    isReported: (span) => span.values.some(isSame),
    isCondition: (span) => span.conditions.some(isSame),
  };
}

/** Globals of subcharts come from those of the root chart, where that has them. */
function rootPath(effective: GoMap, path: Path): Path {
  const at = path.indexOf('global');
  const shared = at > 0 ? path.slice(at) : path;
  return valueAtPath(effective, shared) === undefined ? path : shared;
}

function templateChange(chart: Chart, { place }: OutputSpan, behind: number | undefined): Change | undefined {
  if (place === undefined) return undefined;
  const changed = changedTemplate(chart, { place, behind });
  if (changed === undefined) return undefined;
  return {
    name: `${place.file}:${place.line}:${place.column}`,
    isValue: false,
    fields: renderTraced(changed, new GoMap()),
    isReported: (span) => span.place?.file === place.file && span.place.line === place.line,
    isCondition: () => false,
  };
}
