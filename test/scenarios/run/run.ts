/**
 * Tells one scenario on a cluster whose controllers are already running, and gives back what was there at each point.
 *
 *     await using controllers = await startControllers(kubeconfig);      // upstream's, or Slipway's manager
 *     const recording = await runScenario(scenario, { cluster, startGitHost: startGitHttpBackend });
 *     const differences = compare(upstream, recording);                  // judge/compare.ts
 *
 * It does not know whose controllers they are: that is the point of it.
 */
import { canonicalJson, type Clock, type KubeObject, sleep, systemClock } from '../../../src/base/index.ts';
import type { ArchiveHost, NamedDigest } from '../cluster/archive-host.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { GitHost } from '../cluster/git-host.ts';
import { Canonicaliser, type Replacement } from '../judge/canonical.ts';
import type { Point, Recording } from '../judge/recording.ts';
import type { Expectation, Scenario, Step } from '../model/scenario.ts';
import { Actor } from './actor.ts';
import { isPartOf } from './match.ts';
import { Observer, type Sight } from './observer.ts';
import { unsettled } from './settled.ts';

/** What a run needs. */
export interface RunOptions {
  readonly cluster: Cluster;
  readonly startGitHost: () => Promise<GitHost>;
  /** Addresses of the controllers themselves (the artifact server's, say) and what stands for them. */
  readonly replacements?: readonly Replacement[];
  /** For how long nothing may be written before a point is recorded, in ms. */
  readonly quietMs: number;
  /** How often to look, in ms; 200 where absent. */
  readonly pollMs?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A step whose expectation did not come true in time; the message holds what was there instead. */
export class StepError extends Error {
  constructor(scenario: string, step: string, problem: string) {
    super(`${scenario}, step "${step}": ${problem}`);
    this.name = 'StepError';
  }
}

/** Tells `scenario`, and cleans up after it. Throws StepError. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Recording> {
  await using host = await options.startGitHost();
  const names = new Canonicaliser([
    { actual: host.url, canonical: 'http://git.example' },
    { actual: new URL(host.url).host, canonical: 'git.example' },
    ...(options.replacements ?? []),
  ]);
  const archives = {
    started: (started: ArchiveHost) => names.archiveHost(started.charts, started.registry),
    made: (made: NamedDigest) => names.archive(made.kind, made.digest),
  };
  const committed = (sha: string): void => names.commit(sha);
  await using actor = new Actor(scenario, options.cluster, host, committed, archives, options.clock);
  const observer = new Observer(scenario, options.cluster, names);
  const points = new Map<string, Point>();
  await actor.prepare(options.signal);
  try {
    await observer.forgetThePast();
    for (const action of scenario.given) await actor.act(action);
    for (const step of scenario.steps) {
      for (const action of step.do) await actor.act(action);
      const sight = await waitFor(step, scenario, observer, names, options);
      if (step.point !== undefined) points.set(step.point, observer.record(sight));
    }
  } finally {
    await actor.leave();
  }
  return points;
}

/** Looks until a step's expectations hold, its owners are settled, and nothing was written for `quietMs`. */
async function waitFor(
  step: Step,
  scenario: Scenario,
  observer: Observer,
  names: Canonicaliser,
  options: RunOptions,
): Promise<Sight> {
  const clock = options.clock ?? systemClock;
  const end = clock.now() + step.withinMs;
  let quietSince = clock.now();
  let before = '';
  let metBefore = false;
  for (;;) {
    // Only what may be done is looked at whole: many scenarios wait at the same time.
    let problem = await problemWith(step, await observer.lookAtOwners(), names, options.cluster);
    if (problem === undefined) {
      const sight = await observer.look();
      if (sight.fingerprint !== before) quietSince = clock.now();
      before = sight.fingerprint;
      problem = await problemWith(step, sight.owners, names, options.cluster);
      // What an expectation looked at may be newer than the sight: only the next sight is sure to show it too.
      if (problem === undefined && metBefore && clock.now() - quietSince >= options.quietMs) return sight;
    }
    metBefore = problem === undefined;
    if (clock.now() > end)
      throw new StepError(scenario.name, step.when, problem ?? `it did not come to rest in ${step.withinMs} ms`);
    await sleep(clock, options.pollMs ?? 200, options.signal);
  }
}

/** Why a step is not done yet. */
async function problemWith(
  step: Step,
  owners: Sight['owners'],
  names: Canonicaliser,
  cluster: Cluster,
): Promise<string | undefined> {
  for (const expectation of step.until) {
    const problem = await unmet(expectation, owners, names, cluster);
    if (problem !== undefined) return problem;
  }
  if (!step.settled) return undefined;
  for (const [subject, owner] of owners) {
    const problem = owner === undefined ? undefined : unsettled(owner);
    if (problem !== undefined) return `${subject.text} ${problem}: ${canonicalJson(names.owner(owner as KubeObject))}`;
  }
  return undefined;
}

async function unmet(
  expectation: Expectation,
  owners: Sight['owners'],
  names: Canonicaliser,
  cluster: Cluster,
): Promise<string | undefined> {
  const { of } = expectation;
  const known = [...owners].find(([subject]) => subject.text === of.text);
  const object = known === undefined ? await cluster.get(of) : known[1];
  if (expectation.kind === 'gone') return object === undefined ? undefined : `${of.text} is still there`;
  if (object === undefined) return `${of.text} is not there`;
  const actual = names.value(object);
  if (isPartOf(expectation.has, actual)) return undefined;
  const shown = known === undefined ? actual : names.owner(object);
  return `${of.text} has not ${JSON.stringify(expectation.has)}; it is ${canonicalJson(shown)}`;
}
