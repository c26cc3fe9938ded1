import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { charts, type Step, type StepOptions } from './model.ts';

/** The real helm on one cluster and namespace. */
export interface HelmPlace {
  readonly helm: string;
  readonly kubeconfig: string;
  readonly namespace: string;
}

/** The text of the refusal, or undefined where the step went well. */
export type StepResult = string | undefined;

/** The release of every scenario. */
export const releaseName = 'app';

/** Runs the real helm; gives its exit code and output. */
export async function runHelm(
  place: HelmPlace,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'helm-home-'));
  try {
    return await new Promise((resolve) => {
      const env = {
        PATH: process.env['PATH'],
        TZ: 'UTC',
        HOME: folder,
        KUBECONFIG: place.kubeconfig,
        HELM_NAMESPACE: place.namespace,
      };
      execFile(place.helm, [...args], { env, maxBuffer: 1 << 26 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : 1, out, err });
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes a step on the release with the real helm. */
export async function helmStep(place: HelmPlace, step: Step): Promise<StepResult> {
  const [verb, options] = Object.entries(step)[0] as [string, StepOptions];
  const chart = options.chart === undefined ? [] : [join(charts, options.chart)];
  const to = verb === 'rollback' ? [String(options.to ?? 0)] : [];
  const { code, err } = await withValues(options, (values) =>
    runHelm(place, [verb, releaseName, ...chart, ...to, ...values, ...flagsOf(options)]),
  );
  return code === 0 ? undefined : refusal(err);
}

/** helm's text behind its words for what failed. */
function refusal(stderr: string): string {
  const start = stderr.search(/^Error: /m);
  return stderr
    .slice(Math.max(start, 0))
    .replace(/^Error: /, '')
    .replace(/^(INSTALLATION|UPGRADE) FAILED: /, '')
    .trim();
}

/** Gives values to helm as a file. */
export async function withValues<T>(options: StepOptions, act: (flags: readonly string[]) => Promise<T>): Promise<T> {
  if (options.values === undefined) return await act([]);
  const folder = mkdtempSync(join(tmpdir(), 'helm-values-'));
  try {
    const file = join(folder, 'values.json');
    writeFileSync(file, JSON.stringify(options.values));
    return await act(['--values', file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function flagsOf(options: StepOptions): string[] {
  const flags: string[] = [];
  if (options.wait === true) flags.push('--wait');
  if (options.waitForJobs === true) flags.push('--wait-for-jobs');
  if (options.timeout !== undefined) flags.push('--timeout', `${options.timeout}s`);
  if (options.rollbackOnFailure === true) flags.push('--rollback-on-failure');
  if (options.cleanupOnFail === true) flags.push('--cleanup-on-fail');
  if (options.serverSide !== undefined) flags.push(`--server-side=${options.serverSide}`);
  if (options.forceConflicts === true) flags.push('--force-conflicts');
  if (options.forceReplace === true) flags.push('--force-replace');
  if (options.takeOwnership === true) flags.push('--take-ownership');
  if (options.createNamespace === true) flags.push('--create-namespace');
  if (options.noHooks === true) flags.push('--no-hooks');
  if (options.replace === true) flags.push('--replace');
  if (options.skipCrds === true) flags.push('--skip-crds');
  if (options.description !== undefined) flags.push('--description', options.description);
  for (const [key, value] of Object.entries(options.labels ?? {})) flags.push('--labels', `${key}=${value}`);
  if (options.historyMax !== undefined) flags.push('--history-max', String(options.historyMax));
  if (options.keepHistory === true) flags.push('--keep-history');
  if (options.cascade !== undefined) flags.push('--cascade', options.cascade);
  return flags;
}
