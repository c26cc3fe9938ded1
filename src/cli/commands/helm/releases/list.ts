import { type JsonObject, textAt } from '../../../../base/index.ts';
import type { Release, ReleaseStatus } from '../../../../release/index.ts';
import { numberFlag, switchFlag, textFlag, UsageError } from '../../../flags.ts';
import type { Invocation, RunCommand } from '../../../terminal.ts';
import { goTimeText } from './go-times.ts';
import { appVersion, chartName } from './history.ts';
import { openReleases } from './open-releases.ts';
import { formatOf, jsonLine, uiTable, yamlText } from './print.ts';

const mostReleases = 1_000_000;

/** `slipway helm list`, as the real command prints it. Releases of one name in several namespaces are in the order of these. */
export const runHelmList: RunCommand = async (invocation, terminal) => {
  const format = formatOf(invocation);
  const filter = filterOf(invocation);
  const statuses = statusesOf(invocation);
  const isSelected = selectorOf(textFlag(invocation, 'selector') ?? '');
  await using releases = await openReleases(invocation, terminal);
  const all = (await releases.storage.list(terminal.signal)).filter(({ name }) => filter.test(name));
  const onlyOld = statuses.length === 1 && statuses[0] === 'superseded';
  const shown = sorted(
    (onlyOld ? all : latest(all)).filter(
      (release) => (statuses.length === 0 || statuses.includes(release.info.status)) && isSelected(release),
    ),
    invocation,
  );
  const offset = numberFlag(invocation, 'offset', 0, mostReleases) ?? 0;
  const max = numberFlag(invocation, 'max', 0, mostReleases) ?? 256;
  const page = shown.slice(offset, max === 0 ? undefined : offset + max);
  if (switchFlag(invocation, 'short')) {
    const names = page.map(({ name }) => name);
    if (format === 'json') terminal.out(jsonLine(names));
    else if (format === 'yaml') terminal.out(yamlText(names));
    else terminal.out(names.map((name) => `${name}\n`).join(''));
    return 0;
  }
  const rows = page.map(rowOf);
  if (format === 'json') terminal.out(jsonLine(rows));
  else if (format === 'yaml') terminal.out(yamlText(rows));
  else {
    const header = switchFlag(invocation, 'no-headers') ? [] : [titles];
    terminal.out(uiTable([...header, ...rows.map((row) => columns.map((column) => textAt(row, column)))]));
  }
  return 0;
};

const titles = ['NAME', 'NAMESPACE', 'REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION'];
const columns = ['name', 'namespace', 'revision', 'updated', 'status', 'chart', 'app_version'];

function rowOf(release: Release): JsonObject {
  return {
    name: release.name,
    namespace: release.namespace,
    revision: String(release.version),
    updated: goTimeText(release.info.lastDeployed),
    status: release.info.status,
    chart: chartName(release),
    app_version: appVersion(release),
  };
}

function filterOf(invocation: Invocation): RegExp {
  try {
    return new RegExp(textFlag(invocation, 'filter') ?? '');
  } catch {
    throw new UsageError('--filter takes a regular expression');
  }
}

const statusFlags: Readonly<Record<string, readonly ReleaseStatus[]>> = {
  deployed: ['deployed'],
  uninstalled: ['uninstalled'],
  uninstalling: ['uninstalling'],
  pending: ['pending-install', 'pending-upgrade', 'pending-rollback'],
  failed: ['failed'],
  superseded: ['superseded'],
};

function statusesOf(invocation: Invocation): ReleaseStatus[] {
  return Object.entries(statusFlags).flatMap(([flag, statuses]) => (switchFlag(invocation, flag) ? [...statuses] : []));
}

function latest(releases: readonly Release[]): Release[] {
  const newest = new Map<string, Release>();
  for (const release of releases) {
    const key = `${release.namespace}/${release.name}`;
    if ((newest.get(key)?.version ?? -1) <= release.version) newest.set(key, release);
  }
  return [...newest.values()];
}

function sorted(releases: readonly Release[], invocation: Invocation): Release[] {
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const byDate = switchFlag(invocation, 'date');
  const list = releases.toSorted((a, b) =>
    byDate ? seconds(a) - seconds(b) : byText(a.name, b.name) || byText(a.namespace, b.namespace),
  );
  return switchFlag(invocation, 'reverse') ? list.reverse() : list;
}

const seconds = ({ info }: Release): number => Math.floor(Date.parse(info.lastDeployed) / 1000);

/** Whether a release's labels fit: `a=b`, `a==b`, `a!=b`, `a`, `!a`, all between commas. */
function selectorOf(selector: string): (release: Release) => boolean {
  const terms = selector.split(',').filter((term) => term !== '');
  const tests = terms.map((term): ((labels: Readonly<Record<string, string>>) => boolean) => {
    const [, key = '', sign, value = ''] = /^([^=!]+?)(==|=|!=)(.*)$/.exec(term) ?? [];
    if (sign === '!=') return (labels) => labels[key] !== value;
    if (sign !== undefined) return (labels) => labels[key] === value;
    if (!/^!?[\w./-]+$/.test(term))
      throw new UsageError(`--selector: ${term} is not read; write key=value or key!=value`);
    return (labels) => Object.hasOwn(labels, term.replace('!', '')) !== term.startsWith('!');
  });
  return ({ name, version, info, labels }) => {
    const all = { ...labels, name, owner: 'helm', status: info.status, version: String(version) };
    return tests.every((test) => test(all));
  };
}
