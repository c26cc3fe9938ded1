import type { KubeObject } from '../../../base/index.ts';
import type { Lookup, OwnerEvent } from '../../../engine/index.ts';
import { type KubeClient, KubeError } from '../../../kube/index.ts';
import { helmController, sourceGroup } from '../../names.ts';
import { helmChartOf, helmChartText, isAsWanted } from './chart-object.ts';
import type { StatusDraft } from '../status/index.ts';
import type { HelmReleaseSpec } from '../spec/index.ts';

/** Where HelmCharts are kept, and who is told. */
export interface HelmChartPorts {
  readonly home: KubeClient;
  readonly emit: (event: OwnerEvent) => void;
}

/** Keeps the HelmChart that the chart template asks for; one that is no longer asked for goes. */
export async function keepHelmChart(
  { home, emit }: HelmChartPorts,
  owner: KubeObject,
  spec: HelmReleaseSpec,
  draft: StatusDraft,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<void> {
  const wanted = spec.chart === undefined ? undefined : helmChartOf(owner, spec, spec.chart);
  const key = wanted === undefined ? '' : `${wanted.metadata.namespace ?? ''}/${wanted.metadata.name ?? ''}`;
  if (draft.text('helmChart') !== '' && draft.text('helmChart') !== key)
    await deleteHelmChart({ home, emit }, draft, signal);
  if (wanted === undefined) return;
  const { namespace = '', name = '' } = wanted.metadata;
  const live = await lookup.get({ group: sourceGroup, kind: 'HelmChart' }, namespace, name);
  draft.put('helmChart', key);
  if (live !== undefined && isAsWanted(live, wanted)) return;
  const resource = await home.discovery.find({ group: sourceGroup, kind: 'HelmChart', version: 'v1' }, signal);
  if (resource === undefined)
    throw new KubeError('not-found', 'the cluster serves no HelmChart: its definition is missing');
  await home.patch(
    { resource, namespace, name },
    { kind: 'apply', object: wanted, force: true },
    { fieldManager: helmController, signal },
  );
  const verb = live === undefined ? 'Created' : 'Configured';
  emit({ type: 'Normal', reason: `HelmChart${verb}`, message: helmChartText(wanted, verb) });
}

/** Deletes the HelmChart that the status names. */
export async function deleteHelmChart(
  { home, emit }: HelmChartPorts,
  draft: StatusDraft,
  signal: AbortSignal,
): Promise<void> {
  const chart = draft.text('helmChart');
  const [namespace = '', name = ''] = chart.split('/');
  const resource = await home.discovery.find({ group: sourceGroup, kind: 'HelmChart' }, signal);
  if (resource !== undefined) {
    try {
      await home.delete({ resource, namespace, name }, { signal });
      emit({ type: 'Normal', reason: 'HelmChartDeleted', message: `deleted HelmChart '${chart}'` });
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== 'not-found') throw error;
    }
  }
  draft.put('helmChart', undefined);
}
