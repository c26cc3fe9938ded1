import { readdirSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type JsonObject, messageOf, objectAt, objectsAt, textAt, textsAt } from '../../src/base/index.ts';
import type { KubeClient } from '../../src/kube/index.ts';
import {
  type ActionContext,
  type ApplyMethod,
  install,
  kubeStorage,
  type RenderChart,
  rollback,
  test,
  uninstall,
  upgrade,
  type WaitPolicy,
} from '../../src/release/index.ts';
import { type HelmPlace, releaseName, runHelm, type StepResult, withValues } from './helm-steps.ts';
import { charts, type Step, type StepOptions } from './model.ts';

/** Takes a step on the release with our actions. */
export async function ourStep(place: HelmPlace, client: KubeClient, clock: Clock, step: Step): Promise<StepResult> {
  const { namespace } = place;
  const context: ActionContext = {
    client,
    clock,
    signal: AbortSignal.timeout(120_000),
    storage: kubeStorage({ client, namespace, clock }),
    helmVersion: '4.1',
  };
  try {
    const { error } = await act(context, place, step);
    return error === undefined ? undefined : messageOf(error);
  } catch (error) {
    return messageOf(error);
  }
}

async function act(context: ActionContext, place: HelmPlace, step: Step): Promise<{ readonly error?: Error }> {
  const name = releaseName;
  const { namespace } = place;
  if ('install' in step) {
    const options = step.install;
    return await install(context, {
      ...sharedOptions(options),
      name,
      namespace,
      render: renderWith(place, options),
      serverSide: options.serverSide !== 'false',
      createNamespace: options.createNamespace === true,
      replace: options.replace === true,
      crds: options.skipCrds === true ? 'Skip' : 'Create',
    });
  }
  if ('upgrade' in step) {
    const options = step.upgrade;
    return await upgrade(context, {
      ...sharedOptions(options),
      name,
      render: renderWith(place, options),
      apply: applyMethod(options),
      cleanupOnFail: options.cleanupOnFail === true,
      maxHistory: options.historyMax ?? 10,
    });
  }
  if ('rollback' in step) {
    const options = step.rollback;
    return await rollback(context, {
      ...sharedOptions(options),
      name,
      version: options.to ?? 0,
      apply: applyMethod(options),
      cleanupOnFail: options.cleanupOnFail === true,
      maxHistory: options.historyMax ?? 10,
    });
  }
  if ('uninstall' in step) {
    const { cascade = 'background', keepHistory } = step.uninstall;
    const propagation = ({ background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const)[cascade];
    return await uninstall(context, {
      ...sharedOptions(step.uninstall),
      name,
      propagation,
      keepHistory: keepHistory === true,
    });
  }
  if ('test' in step) return await test(context, { name, timeoutMs: waitPolicy(step.test).timeoutMs });
  throw new Error('not a step on the release');
}

function sharedOptions(options: StepOptions): {
  wait: WaitPolicy;
  rollbackOnFailure: boolean;
  forceConflicts: boolean;
  forceReplace: boolean;
  takeOwnership: boolean;
  disableHooks: boolean;
  description?: string;
  labels?: Readonly<Record<string, string>>;
} {
  return {
    wait: waitPolicy(options),
    rollbackOnFailure: options.rollbackOnFailure === true,
    forceConflicts: options.forceConflicts === true,
    forceReplace: options.forceReplace === true,
    takeOwnership: options.takeOwnership === true,
    disableHooks: options.noHooks === true,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.labels === undefined ? {} : { labels: options.labels }),
  };
}

function waitPolicy({ wait, waitForJobs, timeout = 300 }: StepOptions): WaitPolicy {
  return { strategy: wait === true ? 'watcher' : 'hookOnly', forJobs: waitForJobs === true, timeoutMs: timeout * 1000 };
}

function applyMethod({ serverSide = 'auto' }: StepOptions): ApplyMethod {
  return ({ auto: 'auto', true: 'server', false: 'client' } as const)[serverSide];
}

/** The real helm renders: these scenarios are about what follows. */
function renderWith(place: HelmPlace, options: StepOptions): RenderChart {
  const chart = join(charts, options.chart ?? '');
  return async ({ name }) => {
    const { code, out, err } = await withValues(options, (values) =>
      runHelm(place, ['install', name, chart, '--dry-run=client', '--output', 'json', ...values]),
    );
    if (code !== 0) throw new Error(err);
    const release = JSON.parse(out) as JsonObject;
    return {
      manifest: textAt(release, 'manifest'),
      notes: textAt(release, 'info', 'notes'),
      chart: objectAt(release, 'chart'),
      config: objectAt(release, 'config'),
      crds: crdsOf(chart),
      hooks: objectsAt(release, 'hooks').map((hook) => ({
        name: textAt(hook, 'name'),
        kind: textAt(hook, 'kind'),
        path: textAt(hook, 'path'),
        manifest: textAt(hook, 'manifest'),
        events: textsAt(hook, 'events'),
        weight: Number(hook['weight'] ?? 0),
        deletePolicies: textsAt(hook, 'delete_policies'),
        outputLogPolicies: textsAt(hook, 'output_log_policies'),
      })),
    };
  };
}

function crdsOf(chart: string): { name: string; manifest: string }[] {
  const folder = join(chart, 'crds');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => ({ name: `crds/${file}`, manifest: readFileSync(join(folder, file), 'utf8') }));
}
