import { chartField, type Release } from '../../../../release/index.ts';
import { ansicTime } from './go-times.ts';

/** What `helm status` and `helm get all` print of a release first; `resources` is the text of its objects. */
export function statusText(
  release: Release,
  { chart = false, resources = '' }: { readonly chart?: boolean; readonly resources?: string },
): string {
  const { info } = release;
  const lines = [
    `NAME: ${release.name}`,
    ...(info.lastDeployed === '' ? [] : [`LAST DEPLOYED: ${ansicTime(info.lastDeployed)}`]),
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${info.status}`,
    `REVISION: ${release.version}`,
    ...(chart
      ? [
          `CHART: ${chartField(release, 'name')}`,
          `VERSION: ${chartField(release, 'version')}`,
          `APP_VERSION: ${chartField(release, 'appVersion')}`,
        ]
      : []),
    `DESCRIPTION: ${info.description}`,
    ...(resources === '' ? [] : [`RESOURCES:\n${resources}`]),
    ...testLines(release),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function testLines(release: Release): string[] {
  const tests = release.hooks.filter(({ events }) => events.includes('test'));
  if (tests.length === 0) return ['TEST SUITE: None'];
  return tests
    .filter(({ lastRun }) => lastRun.startedAt !== '')
    .map(
      ({ name, lastRun }) =>
        `TEST SUITE:     ${name}\nLast Started:   ${ansicTime(lastRun.startedAt)}\n` +
        `Last Completed: ${ansicTime(lastRun.completedAt)}\nPhase:          ${lastRun.phase}`,
    );
}
