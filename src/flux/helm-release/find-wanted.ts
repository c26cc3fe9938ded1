import { type Clock, type JsonObject, type KubeObject } from '../../base/index.ts';
import type { Lookup } from '../../engine/index.ts';
import { conditionOf } from '../condition.ts';
import { sourceGroup } from '../names.ts';
import { artifactOf, type ChartArtifact, type Charts, type HelmChartPorts, keepHelmChart } from './chart/index.ts';
import { unmetDependency } from './dependencies.ts';
import { dependencyRetryMs, type Ended } from './ended.ts';
import type { HelmReleaseSpec } from './spec/index.ts';
import { type StatusDraft, valuesDigest } from './status/index.ts';
import { composeValues } from './values/index.ts';

/** What a release is made of, before the chart is loaded. */
export interface Wanted {
  readonly kind: 'wanted';
  readonly source: KubeObject;
  readonly artifact: ChartArtifact;
  readonly values: JsonObject;
  readonly configDigest: string;
}

/** What is looked at, and by what. */
export interface WantedLook extends HelmChartPorts {
  readonly owner: KubeObject;
  readonly spec: HelmReleaseSpec;
  readonly draft: StatusDraft;
  readonly lookup: Lookup;
  readonly charts: Charts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How long a source that was just made may take before the status says that it is waited for. */
const justMadeMs = 2_000;
/** Keeps the HelmChart and finds dependencies, source and values; or marks in the draft what is missing. */
export async function findWanted(look: WantedLook): Promise<Wanted | Ended> {
  const { owner, spec, draft, lookup, charts, signal, emit } = look;
  await keepHelmChart(look, owner, spec, draft, lookup, signal);
  const blocked = (reason: string, message: string, afterMs: number | undefined): Ended => {
    draft.mark('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
    draft.mark('Ready', 'False', reason, message);
    return { kind: 'blocked', afterMs };
  };
  const unmet = await unmetDependency(spec, lookup);
  if (unmet !== undefined) {
    if (draft.condition('Ready')?.message !== unmet)
      emit({ type: 'Normal', reason: 'DependencyNotReady', message: unmet });
    return blocked('DependencyNotReady', unmet, dependencyRetryMs);
  }
  const source = await sourceOf(look);
  if (typeof source === 'string') {
    // The watch tells of the HelmChart that was made just now.
    if (spec.chart !== undefined && isJustMade(owner, look.clock)) return { kind: 'soon', afterMs: justMadeMs };
    return blocked('ArtifactFailed', source, dependencyRetryMs);
  }
  const artifact = artifactOf(source);
  if (typeof artifact === 'string') {
    if (isJustMade(source, look.clock)) return { kind: 'soon', afterMs: justMadeMs };
    return blocked('SourceNotReady', artifact, dependencyRetryMs);
  }
  const composed = await composeValues(spec, owner.metadata.namespace ?? '', lookup, (...given) =>
    charts.setValue(...given),
  );
  if (composed.kind === 'problem') {
    if (draft.condition('Ready')?.message !== composed.message)
      emit({ type: 'Warning', reason: 'ValuesError', message: composed.message });
    blocked('ValuesError', composed.message, undefined);
    return { kind: 'again', afterMs: undefined };
  }
  const { values } = composed;
  return { kind: 'wanted', source, artifact, values, configDigest: valuesDigest(values) };
}

/** Whether an object was made a moment ago and nothing is wrong with it: what it waits for is close. */
function isJustMade(source: KubeObject, clock: Clock): boolean {
  const age = clock.now() - Date.parse(source.metadata.creationTimestamp ?? '');
  return age < justMadeMs && conditionOf(source, 'Ready')?.['status'] !== 'False';
}

async function sourceOf({ spec, draft, lookup }: WantedLook): Promise<KubeObject | string> {
  const [namespace = '', name = ''] = draft.text('helmChart').split('/');
  const reference = spec.chartRef ?? { kind: 'HelmChart', namespace, name };
  const source = await lookup.get({ group: sourceGroup, kind: reference.kind }, reference.namespace, reference.name);
  if (source !== undefined) return source;
  const { kind } = reference;
  return `could not get Source object: ${kind}.source.toolkit.fluxcd.io "${reference.name}" not found`;
}
