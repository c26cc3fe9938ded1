import { messageOf } from '../../base/index.ts';
import { KubeError } from '../../kube/index.ts';
import { ReleaseError } from '../error.ts';
import {
  adoptable,
  type Applied,
  buildObjects,
  createObjects,
  owned,
  type ReleaseObject,
  updateObjects,
} from '../objects/index.ts';
import { goTime, type Release, withStatus } from '../record/index.ts';
import type { RenderChart } from '../rendered-chart.ts';
import { lastRelease, storeRevision } from '../storage/index.ts';
import { type ActionContext, waitForObjects, type WaitPolicy, writeOptions } from './context.ts';
import { applyCrds, type CrdPolicy } from './crds.ts';
import { runHooks } from './hooks.ts';
import type { ActionOutcome } from './outcome.ts';
import { checkLabels, nameFault, newRevision, recordQuietly } from './record.ts';
import { told } from './told.ts';
import { uninstall } from './uninstall.ts';

/** What is installed and how; the defaults are helm's. */
export interface InstallOptions {
  readonly name: string;
  readonly namespace: string;
  readonly render: RenderChart;
  readonly wait: WaitPolicy;
  /** Server-side apply, as helm 4 does where nothing is said; helm 3 knows only the other way. */
  readonly serverSide?: boolean;
  readonly forceConflicts?: boolean;
  /** PUTs what is taken over; only client-side. */
  readonly forceReplace?: boolean;
  /** Takes objects over that belong to nobody or to another release. */
  readonly takeOwnership?: boolean;
  readonly createNamespace?: boolean;
  readonly disableHooks?: boolean;
  /** Uses the name of a release that is uninstalled or failed again. */
  readonly replace?: boolean;
  /** Uninstalls what failed; then the wait is for objects too. */
  readonly rollbackOnFailure?: boolean;
  readonly crds?: CrdPolicy;
  /** What lies in `crds/` beside definitions is left out, as Flux does. */
  readonly definitionsOnly?: boolean;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Installs a release as `helm install` does (helm v4 pkg/action/install.go). A failure after the first record is stored comes back in the
 * outcome, with the failed release.
 * @throws ReleaseError where nothing was stored: `invalid`, `name-in-use`, `ownership`, `apply`; and what rendering throws.
 */
export async function install(context: ActionContext, options: InstallOptions): Promise<ActionOutcome> {
  const { name, namespace, labels = {}, serverSide = true, forceConflicts = false } = options;
  const { client, storage, clock, signal } = context;
  const wait: WaitPolicy = options.rollbackOnFailure === true ? { ...options.wait, strategy: 'watcher' } : options.wait;
  const history = await storage.history(name, signal);
  checkName(name, lastRelease(history), options.replace === true);
  checkLabels(labels);
  const rendered = await options.render({ name, namespace, revision: 1, isInstall: true, isUpgrade: false });
  await applyCrds(context, rendered.crds, namespace, {
    policy: options.crds ?? 'Create',
    serverSide,
    forceConflicts,
    definitionsOnly: options.definitionsOnly === true,
  });
  const now = goTime(clock.now());
  const objects = await told('unable to build kubernetes objects from release manifest', () =>
    buildObjects(rendered.manifest, namespace, client.discovery, signal),
  );
  const targets = objects.map((object) => owned(object, { name, namespace }));
  await context.ownership?.take(targets);
  // Whoever takes all over by force need not look who has it.
  const takesAll = options.takeOwnership === true && serverSide && forceConflicts;
  const adopted = takesAll
    ? []
    : await told('unable to continue with install', () =>
        adoptable(client, targets, { name, namespace }, options.takeOwnership === true, signal),
      );
  if (options.createNamespace === true) await createNamespace(context, namespace, serverSide);
  const last = lastRelease(history);
  const release = newRevision({
    name,
    namespace,
    version: last === undefined ? 1 : last.version + 1,
    rendered,
    firstDeployed: now,
    lastDeployed: now,
    status: 'pending-install',
    description: 'Initial install underway',
    serverSide,
    labels,
  });
  if (last !== undefined && last.info.status !== 'failed')
    await storage.update(withStatus(last, 'superseded', 'superseded by new release'), signal);
  await storeRevision(storage, history, release, 0, signal);
  const plan = { targets, adopted, wait, serverSide, forceConflicts };
  const outcome = await perform(context, release, plan, options);
  if (outcome.error !== undefined) return await fail(context, outcome.release, outcome.error, wait, options);
  const deployed = withStatus(outcome.release, 'deployed', options.description ?? 'Install complete');
  await recordQuietly(context, deployed);
  return { release: deployed };
}

function checkName(name: string, last: Release | undefined, replace: boolean): void {
  const refuse = (text: string, code: 'invalid' | 'name-in-use'): never => {
    throw new ReleaseError(code, `release name check failed: ${text}`, { object: name });
  };
  const fault = nameFault(name);
  if (fault !== undefined) refuse(`release name "${name}": ${fault}`, 'invalid');
  if (last === undefined) return;
  const { status } = last.info;
  if (replace && (status === 'uninstalled' || status === 'failed')) return;
  refuse('cannot reuse a name that is still in use', 'name-in-use');
}

interface InstallPlan {
  readonly targets: readonly ReleaseObject[];
  readonly adopted: readonly ReleaseObject[];
  readonly wait: WaitPolicy;
  readonly serverSide: boolean;
  readonly forceConflicts: boolean;
}

async function perform(
  context: ActionContext,
  release: Release,
  plan: InstallPlan,
  options: InstallOptions,
): Promise<ActionOutcome> {
  const { wait, serverSide } = plan;
  let current = release;
  const hooks = async (event: 'pre-install' | 'post-install'): Promise<void> => {
    if (options.disableHooks === true) return;
    const outcome = await runHooks(context, current, event, { wait, serverSide });
    current = outcome.release;
    if (outcome.error !== undefined)
      throw new ReleaseError('hook', `failed ${event}: ${outcome.error.message}`, { cause: outcome.error });
  };
  try {
    await hooks('pre-install');
    const applied = await write(context, plan, options);
    await waitForObjects(context, applied, wait);
    await hooks('post-install');
    return { release: current };
  } catch (error) {
    return { release: current, error: error as Error };
  }
}

async function write(context: ActionContext, plan: InstallPlan, options: InstallOptions): Promise<readonly Applied[]> {
  const { targets, adopted, serverSide, forceConflicts } = plan;
  if (targets.length === 0) return [];
  if (adopted.length === 0) {
    const takesAll = options.takeOwnership === true && serverSide && forceConflicts;
    return await createObjects(targets, writeOptions(context, serverSide, takesAll));
  }
  const { applied, error } = await updateObjects(adopted, targets, {
    ...writeOptions(context, serverSide, forceConflicts),
    forceReplace: options.forceReplace === true,
    threeWayForCustom: options.takeOwnership === true && !serverSide,
    foldClientSide: true,
    deletable: context.ownership?.deletable,
  });
  if (error !== undefined) throw error;
  return applied;
}

async function fail(
  context: ActionContext,
  release: Release,
  error: Error,
  wait: WaitPolicy,
  options: InstallOptions,
): Promise<ActionOutcome> {
  const { name } = release;
  const failed = withStatus(release, 'failed', `Release "${name}" failed: ${error.message}`);
  if (options.rollbackOnFailure !== true || context.signal.aborted) {
    await recordQuietly(context, failed);
    return { release: failed, error };
  }
  try {
    await uninstall(context, { name, wait, disableHooks: options.disableHooks === true });
  } catch (uninstallError) {
    const text = `an error occurred while uninstalling the release. original install error: ${error.message}: ${messageOf(uninstallError)}`;
    return { release: failed, error: new ReleaseError('delete', text, { object: name, cause: uninstallError }) };
  }
  const text = `release ${name} failed, and has been uninstalled due to rollback-on-failure being set: ${error.message}`;
  return { release: failed, error: new ReleaseError('apply', text, { object: name, cause: error }) };
}

async function createNamespace(context: ActionContext, namespace: string, serverSide: boolean): Promise<void> {
  const { client, signal } = context;
  const manifest = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { name: namespace } },
  });
  try {
    await createObjects(
      await buildObjects(manifest, '', client.discovery, signal),
      writeOptions(context, serverSide, false),
    );
  } catch (error) {
    const { cause } = error as Error;
    if (!(cause instanceof KubeError) || cause.code !== 'already-exists') throw error;
  }
}
