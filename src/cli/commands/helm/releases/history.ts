import { type JsonObject, numberAt, textAt } from '../../../../base/index.ts';
import { chartField, type Release } from '../../../../release/index.ts';
import { numberFlag } from '../../../flags.ts';
import { RefusedError } from '../../../refused-error.ts';
import type { RunCommand } from '../../../terminal.ts';
import { ansicTime } from './go-times.ts';
import { oneArgument, openReleases } from './open-releases.ts';
import { formatOf, jsonLine, uiTable, yamlText } from './print.ts';

const mostRevisions = 1_000_000;

/** `slipway helm history RELEASE`, as the real command prints it. */
export const runHelmHistory: RunCommand = async (invocation, terminal) => {
  const format = formatOf(invocation);
  const name = oneArgument(invocation);
  const max = numberFlag(invocation, 'max', 0, mostRevisions) ?? 256;
  await using releases = await openReleases(invocation, terminal);
  const history = await releases.storage.history(name, terminal.signal);
  if (history.length === 0) throw new RefusedError('release: not found');
  const rows = (max === 0 ? [] : history.slice(-max)).map(rowOf);
  if (format === 'json') terminal.out(jsonLine(rows));
  else if (format === 'yaml') terminal.out(yamlText(rows));
  else terminal.out(uiTable([header, ...rows.map(cellsOf)]));
  return 0;
};

const header = ['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'];

function rowOf(release: Release): JsonObject {
  return {
    revision: release.version,
    ...(release.info.lastDeployed === '' ? {} : { updated: release.info.lastDeployed }),
    status: release.info.status,
    chart: chartName(release),
    app_version: appVersion(release),
    description: release.info.description,
  };
}

function cellsOf(row: JsonObject): string[] {
  const texts = ['status', 'chart', 'app_version', 'description'].map((member) => textAt(row, member));
  return [String(numberAt(row, ['revision'])), ansicTime(textAt(row, 'updated')), ...texts];
}

/** `name-version`, or what helm prints of a record without a chart. */
export function chartName(release: Release): string {
  return release.chart === undefined ? 'MISSING' : `${chartField(release, 'name')}-${chartField(release, 'version')}`;
}

/** The version of what the chart installs. */
export function appVersion(release: Release): string {
  return release.chart === undefined ? 'MISSING' : chartField(release, 'appVersion');
}
