import { Secret } from '../../base/index.ts';
import { ReleaseError } from '../error.ts';
import type { HookEvent, Release, ReleaseHook } from '../record/index.ts';
import type { RenderedChart, RenderedHook } from '../rendered-chart.ts';
import { systemLabels } from '../storage/index.ts';
import type { ActionContext } from './context.ts';

/** What a new revision of a chart is made of. */
export interface NewRevision {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly rendered: RenderedChart;
  readonly firstDeployed: string;
  readonly lastDeployed: string;
  readonly status: Release['info']['status'];
  readonly description: string;
  readonly serverSide: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** The record of a new revision. */
export function newRevision(revision: NewRevision): Release {
  const { name, namespace, version, rendered, labels } = revision;
  return {
    name,
    namespace,
    version,
    chart: rendered.chart,
    config: new Secret(rendered.config),
    manifest: new Secret(rendered.manifest),
    hooks: rendered.hooks.map(newHook),
    applyMethod: revision.serverSide ? 'ssa' : 'csa',
    labels,
    extra: {},
    info: {
      firstDeployed: revision.firstDeployed,
      lastDeployed: revision.lastDeployed,
      deleted: '',
      description: revision.description,
      status: revision.status,
      notes: new Secret(rendered.notes),
      extra: {},
    },
  };
}

function newHook(hook: RenderedHook): ReleaseHook {
  return {
    ...hook,
    manifest: new Secret(hook.manifest),
    events: hook.events as readonly HookEvent[],
    lastRun: { startedAt: '', completedAt: '', phase: '' },
    extra: {},
  };
}

const validName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const maxNameLength = 53;

/** What is wrong with the name of a release, in helm's words (helm v4 pkg/chart/v2/util/validate_name.go); undefined where nothing is. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'no name provided';
  if (name.length <= maxNameLength && validName.test(name)) return undefined;
  return `invalid release name, must match regex ${validName.source} and the length must not be longer than 53`;
}

/** Throws ReleaseError `invalid` where a user's labels are those of the storage. */
export function checkLabels(labels: Readonly<Record<string, string>>): void {
  if (!Object.keys(labels).some((key) => systemLabels.includes(key))) return;
  throw new ReleaseError(
    'invalid',
    `user supplied labels contains system reserved label name. System labels: [${systemLabels.join(' ')}]`,
  );
}

/**
 * Stores how a revision ended. The signal is not asked: an interrupted action still says that it failed, or its record would stay pending.
 * A failure to store it is not told, as in helm: the action's own failure is.
 */
export async function recordQuietly({ storage }: ActionContext, release: Release): Promise<void> {
  try {
    await storage.update(release);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
