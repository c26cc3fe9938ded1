import type { Json } from '../../base/index.ts';
import { extraMembers, goMapJson, goStructJson } from './go-json.ts';
import type { Release, ReleaseHook, ReleaseInfo } from './release.ts';

const text = (value: string): string | undefined => (value === '' ? undefined : goMapJson(value));

/**
 * A release as helm's `json.Marshal` writes it, byte for byte (helm v4 pkg/release/v1): members in the order of its structs, maps in that of
 * their keys, empty ones left out where Go leaves them out. What is unknown follows at the end.
 */
export function encodeRelease(release: Release): string {
  const config = release.config.reveal();
  return goStructJson([
    ['name', text(release.name)],
    ['info', encodeInfo(release.info)],
    ['chart', release.chart === undefined ? undefined : encodeChart(release.chart)],
    ['config', Object.keys(config).length === 0 ? undefined : goMapJson(config)],
    ['manifest', text(release.manifest.reveal())],
    ['hooks', release.hooks.length === 0 ? undefined : `[${release.hooks.map(encodeHook).join(',')}]`],
    ['version', release.version === 0 ? undefined : String(release.version)],
    ['namespace', text(release.namespace)],
    ['apply_method', text(release.applyMethod)],
    ...extraMembers(release.extra),
  ]);
}

/** The `info` of a record as Go writes it. */
export function encodeInfo(info: ReleaseInfo): string {
  return goStructJson([
    ['first_deployed', text(info.firstDeployed)],
    ['last_deployed', text(info.lastDeployed)],
    ['deleted', text(info.deleted)],
    ['description', text(info.description)],
    ['status', text(info.status)],
    ['notes', text(info.notes.reveal())],
    ...extraMembers(info.extra),
  ]);
}

/** A hook of a record as Go writes it. */
export function encodeHook(hook: ReleaseHook): string {
  const { lastRun } = hook;
  return goStructJson([
    ['name', text(hook.name)],
    ['kind', text(hook.kind)],
    ['path', text(hook.path)],
    ['manifest', text(hook.manifest.reveal())],
    ['events', list(hook.events)],
    [
      'last_run',
      goStructJson([
        ['started_at', text(lastRun.startedAt)],
        ['completed_at', text(lastRun.completedAt)],
        ['phase', goMapJson(lastRun.phase)],
      ]),
    ],
    ['weight', hook.weight === 0 ? undefined : String(hook.weight)],
    ['delete_policies', list(hook.deletePolicies)],
    ['output_log_policies', list(hook.outputLogPolicies)],
    ...extraMembers(hook.extra),
  ]);
}

function list(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : goMapJson([...values]);
}

/** Which members of a chart are structs, whose order is that of the record, and which are maps of the user, sorted by Go. */
const chartMaps: ReadonlySet<string> = new Set(['values']);

/**
 * A chart, or a struct of it, as Go writes it. Structs keep the order in which they came: from helm's own record, or from the renderer in helm's order;
 * maps of the user are sorted.
 */
export function encodeChart(value: Json, isMap = false): string {
  if (isMap || typeof value !== 'object' || value === null) return goMapJson(value);
  if (Array.isArray(value)) return `[${value.map((item) => encodeChart(item)).join(',')}]`;
  return goStructJson(
    Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .map((key) => [key, encodeChart(value[key] ?? null, chartMaps.has(key) || key === 'annotations')]),
  );
}
