import type { JsonObject, Secret } from '../../base/index.ts';

/** The states of a release (helm v4 pkg/release/common/status.go). */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

/** When a hook runs. */
export type HookEvent =
  | 'pre-install'
  | 'post-install'
  | 'pre-delete'
  | 'post-delete'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'pre-rollback'
  | 'post-rollback'
  | 'test';

/** When a hook's object is deleted, or its log is shown. */
export type HookDeletePolicy = 'hook-succeeded' | 'hook-failed' | 'before-hook-creation';

/** How a hook's last run went. */
export type HookPhase = '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed';

/** The last run of a hook; times are RFC 3339 as they were stored, empty where there was none. */
export interface HookRun {
  readonly startedAt: string;
  readonly completedAt: string;
  readonly phase: HookPhase;
}

/** An object that is not part of the release's manifest but created at certain moments. */
export interface ReleaseHook {
  readonly name: string;
  readonly kind: string;
  /** The template that it came from. */
  readonly path: string;
  /** Its YAML, which may hold values that must not be seen. */
  readonly manifest: Secret;
  readonly events: readonly HookEvent[];
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
  readonly lastRun: HookRun;
  /** Members that this version does not know: they are written back as they were. */
  readonly extra: JsonObject;
}

/** When a release was deployed and what became of it; times are RFC 3339 as they were stored, empty where there was none. */
export interface ReleaseInfo {
  readonly firstDeployed: string;
  readonly lastDeployed: string;
  readonly deleted: string;
  readonly description: string;
  readonly status: ReleaseStatus;
  readonly notes: Secret;
  readonly extra: JsonObject;
}

/**
 * One revision of a release, as helm 3 and helm 4 store it (helm v4 pkg/release/v1/release.go). Values, manifests, hooks and notes may
 * hold what must not be seen and are kept as secrets. A record is never changed; `{ ...release, ... }` makes the next one.
 */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly info: ReleaseInfo;
  /** The chart as helm stores it: metadata, lock, templates, values, schema, files. */
  readonly chart: JsonObject | undefined;
  /** The values that the user gave. */
  readonly config: Secret<JsonObject>;
  readonly manifest: Secret;
  readonly hooks: readonly ReleaseHook[];
  /** How it was applied: server-side, client-side, or nothing (helm 3, client-side). */
  readonly applyMethod: '' | 'ssa' | 'csa';
  /** Labels of the user on the record, without those of the storage. */
  readonly labels: Readonly<Record<string, string>>;
  readonly extra: JsonObject;
}

/** Whether an operation is under way, or ended without telling so. */
export function isPending(status: ReleaseStatus): boolean {
  return status === 'pending-install' || status === 'pending-upgrade' || status === 'pending-rollback';
}

/** The record with another status and, where given, description. */
export function withStatus(release: Release, status: ReleaseStatus, description?: string): Release {
  return {
    ...release,
    info: { ...release.info, status, ...(description === undefined ? {} : { description }) },
  };
}

/** The chart's name of a record, or empty where it holds no chart. */
export function chartField(release: Release, field: 'name' | 'version' | 'appVersion'): string {
  const metadata = release.chart?.['metadata'];
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return '';
  const value = metadata[field];
  return typeof value === 'string' ? value : '';
}
