import {
  isJsonObject,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textMapAt,
} from '../../../../base/index.ts';
import { chartField, goMapJson, type Release } from '../../../../release/index.ts';
import { switchFlag, textFlag } from '../../../flags.ts';
import type { RunCommand } from '../../../terminal.ts';
import { wholeSeconds } from './go-times.ts';
import { openReleases, releaseOf } from './open-releases.ts';
import { formatOf, jsonLine, yamlText } from './print.ts';
import { statusText } from './status-text.ts';

/** A `helm get` command that prints one text of a release. */
const printing =
  (textOf: (release: Release) => string): RunCommand =>
  async (invocation, terminal) => {
    await using releases = await openReleases(invocation, terminal);
    terminal.out(textOf(await releaseOf(releases, invocation, terminal.signal)));
    return 0;
  };

/** `slipway helm get manifest RELEASE`. */
export const runGetManifest = printing((release) => `${release.manifest.reveal()}\n`);

/** `slipway helm get hooks RELEASE`. */
export const runGetHooks = printing(hooksText);

/** `slipway helm get notes RELEASE`. */
export const runGetNotes = printing((release) => {
  const notes = release.info.notes.reveal();
  return notes === '' ? '' : `NOTES:\n${notes}\n`;
});

/** `slipway helm get all RELEASE`. */
export const runGetAll = printing((release) => {
  const { config } = release;
  const notes = release.info.notes.reveal();
  return [
    statusText(release, { chart: true }),
    `USER-SUPPLIED VALUES:\n${valuesText(config.reveal(), true)}\n`,
    `COMPUTED VALUES:\n${yamlText(computedValues(release))}\n`,
    `HOOKS:\n${hooksText(release)}`,
    `MANIFEST:\n${release.manifest.reveal()}\n`,
    notes === '' ? '' : `NOTES:\n${notes.trim()}\n`,
  ].join('');
});

/** `slipway helm get values RELEASE`. */
export const runGetValues: RunCommand = async (invocation, terminal) => {
  const format = formatOf(invocation);
  await using releases = await openReleases(invocation, terminal);
  const release = await releaseOf(releases, invocation, terminal.signal);
  const all = switchFlag(invocation, 'all');
  const values = all ? computedValues(release) : release.config.reveal();
  if (format === 'json') terminal.out(!all && isEmpty(values) ? 'null\n' : `${goMapJson(values)}\n`);
  else if (format === 'yaml') terminal.out(valuesText(values, !all));
  else terminal.out(`${all ? 'COMPUTED' : 'USER-SUPPLIED'} VALUES:\n${valuesText(values, !all)}`);
  return 0;
};

/** `slipway helm get metadata RELEASE`. */
export const runGetMetadata: RunCommand = async (invocation, terminal) => {
  const format = formatOf(invocation);
  await using releases = await openReleases(invocation, terminal);
  const release = await releaseOf(releases, invocation, terminal.signal);
  // Of the last revision helm shows the labels of the storage, too; of one that is named it does not.
  const named = (textFlag(invocation, 'revision') ?? '0') !== '0';
  const labels = named ? release.labels : await releases.storage.labels(release.name, release.version, terminal.signal);
  const metadata = metadataOf({ ...release, labels });
  if (format === 'json') terminal.out(jsonLine(metadata));
  else if (format === 'yaml') terminal.out(yamlText(metadata));
  else terminal.out(metadataText(metadata));
  return 0;
};

const isEmpty = (values: JsonObject): boolean => Object.keys(values).length === 0;

/** A record has no values where the user gave none: Go prints that as null. */
function valuesText(values: JsonObject, absentIsNull: boolean): string {
  return absentIsNull && isEmpty(values) ? 'null\n' : yamlText(values);
}

function hooksText(release: Release): string {
  return release.hooks.map(({ path, manifest }) => `---\n# Source: ${path}\n${manifest.reveal()}\n`).join('');
}

/** The user's values over the chart's; a null of the user takes a key away (helm v4 pkg/chart/common/util CoalesceValues). */
function computedValues(release: Release): JsonObject {
  return coalesced(release.config.reveal(), objectAt(release.chart, 'values'));
}

function coalesced(values: JsonObject, defaults: JsonObject): JsonObject {
  const result: JsonObject = { ...values };
  for (const [key, fallback] of Object.entries(defaults)) {
    const own: Json | undefined = Object.hasOwn(values, key) ? (values[key] ?? null) : undefined;
    if (own === undefined) result[key] = fallback;
    else if (own === null) delete result[key];
    else if (isJsonObject(own) && isJsonObject(fallback)) result[key] = coalesced(own, fallback);
  }
  return result;
}

function metadataOf(release: Release): JsonObject {
  const annotations = textMapAt(release.chart, 'metadata', 'annotations');
  const dependencies = objectsAt(release.chart, 'metadata', 'dependencies');
  return {
    name: release.name,
    chart: chartField(release, 'name'),
    version: chartField(release, 'version'),
    appVersion: chartField(release, 'appVersion'),
    ...(isEmpty(annotations) ? {} : { annotations: sortedMap(annotations) }),
    ...(isEmpty(release.labels) ? {} : { labels: sortedMap(release.labels) }),
    ...(dependencies.length === 0 ? {} : { dependencies: [...dependencies] }),
    namespace: release.namespace,
    revision: release.version,
    status: release.info.status,
    deployedAt: wholeSeconds(release.info.lastDeployed),
    ...(release.applyMethod === '' ? {} : { applyMethod: release.applyMethod }),
  };
}

function sortedMap(map: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const applyMethods: Readonly<Record<string, string>> = {
  '': 'client-side apply (defaulted)',
  csa: 'client-side apply',
  ssa: 'server-side apply',
};

function metadataText(metadata: JsonObject): string {
  const set = (member: string): string =>
    Object.entries(textMapAt(metadata, member))
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
  const dependencies = objectsAt(metadata, 'dependencies').map((dependency) => textAt(dependency, 'name'));
  return [
    `NAME: ${textAt(metadata, 'name')}`,
    `CHART: ${textAt(metadata, 'chart')}`,
    `VERSION: ${textAt(metadata, 'version')}`,
    `APP_VERSION: ${textAt(metadata, 'appVersion')}`,
    `ANNOTATIONS: ${set('annotations')}`,
    `LABELS: ${set('labels')}`,
    `DEPENDENCIES: ${dependencies.sort().join(',')}`,
    `NAMESPACE: ${textAt(metadata, 'namespace')}`,
    `REVISION: ${numberAt(metadata, ['revision'])}`,
    `STATUS: ${textAt(metadata, 'status')}`,
    `DEPLOYED_AT: ${textAt(metadata, 'deployedAt')}`,
    `APPLY_METHOD: ${applyMethods[textAt(metadata, 'applyMethod')] ?? ''}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
