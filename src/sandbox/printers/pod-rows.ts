import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { conditionOf } from '../workloads/pods.ts';
import { ageOf } from './age.ts';
import { age, rowsOf } from './cells.ts';
import type { RowPrinter } from './table.ts';

/** Pods (kubernetes 1.36, printers/internalversion printPod). */
export const podRows: RowPrinter = {
  ...rowsOf(
    ['Ready', 'Status', 'Restarts', 'Age', 'IP*', 'Node*', 'Nominated Node*', 'Readiness Gates*'],
    (pod, now) => {
      const { ready, total, reason, restarts, lastRestart } = summaryOf(pod);
      const since = restarts > 0 && lastRestart !== '' ? ` (${ageOf(lastRestart, now)} ago)` : '';
      return [
        `${ready}/${total}`,
        reason,
        `${restarts}${since}`,
        age(pod, now),
        textAt(pod, 'status', 'podIP') || '<none>',
        textAt(pod, 'spec', 'nodeName') || '<none>',
        textAt(pod, 'status', 'nominatedNodeName') || '<none>',
        gatesText(pod),
      ];
    },
  ),
  conditions: (pod) => {
    const phase = textAt(pod, 'status', 'phase');
    if (phase === 'Succeeded') return [completed(phase, 'The pod has completed successfully.')];
    return phase === 'Failed' ? [completed(phase, 'The pod failed.')] : [];
  },
};

function completed(reason: string, message: string): JsonObject {
  return { type: 'Completed', status: 'True', reason, message };
}

interface PodSummary {
  ready: number;
  readonly total: number;
  reason: string;
  restarts: number;
  lastRestart: string;
}

function summaryOf(pod: KubeObject): PodSummary {
  const sidecars = new Set(
    objectsAt(pod, 'spec', 'initContainers')
      .filter((container) => container['restartPolicy'] === 'Always')
      .map((container) => textAt(container, 'name')),
  );
  const gated = conditionOf(pod, 'PodScheduled')?.['reason'] === 'SchedulingGated';
  const phase = textAt(pod, 'status', 'phase');
  const summary: PodSummary = {
    ready: 0,
    total: objectsAt(pod, 'spec', 'containers').length + sidecars.size,
    reason: gated ? 'SchedulingGated' : textAt(pod, 'status', 'reason') || phase,
    restarts: 0,
    lastRestart: '',
  };
  const initializing = readInitContainers(pod, sidecars, summary);
  if (!initializing || conditionOf(pod, 'Initialized')?.['status'] === 'True') readContainers(pod, sidecars, summary);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (textAt(pod, 'status', 'reason') === 'NodeLost') summary.reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') summary.reason = 'Terminating';
  }
  return summary;
}

/** Reads the containers that run first; gives whether one of them is still at it. */
function readInitContainers(pod: KubeObject, sidecars: ReadonlySet<string>, summary: PodSummary): boolean {
  const all = objectsAt(pod, 'status', 'initContainerStatuses');
  for (const [index, status] of all.entries()) {
    summary.restarts += numberAt(status, ['restartCount']);
    noteRestart(status, summary);
    const terminated = objectAt(status, 'state')['terminated'];
    if (terminated !== undefined && numberAt(terminated, ['exitCode']) === 0) continue;
    if (sidecars.has(textAt(status, 'name')) && status['started'] === true) {
      if (status['ready'] === true) summary.ready += 1;
      continue;
    }
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    if (terminated !== undefined) summary.reason = `Init:${endText(objectAt(status, 'state', 'terminated'))}`;
    else if (waiting !== '' && waiting !== 'PodInitializing') summary.reason = `Init:${waiting}`;
    else summary.reason = `Init:${index}/${objectsAt(pod, 'spec', 'initContainers').length}`;
    return true;
  }
  return false;
}

function readContainers(pod: KubeObject, sidecars: ReadonlySet<string>, summary: PodSummary): void {
  const first = objectsAt(pod, 'status', 'initContainerStatuses');
  summary.restarts = first
    .filter((status) => sidecars.has(textAt(status, 'name')))
    .reduce((total, status) => total + numberAt(status, ['restartCount']), 0);
  let running = false;
  for (const status of [...objectsAt(pod, 'status', 'containerStatuses')].reverse()) {
    summary.restarts += numberAt(status, ['restartCount']);
    noteRestart(status, summary);
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    const terminated = objectAt(status, 'state')['terminated'];
    if (waiting !== '') summary.reason = waiting;
    else if (terminated !== undefined) summary.reason = endText(objectAt(status, 'state', 'terminated'));
    else if (status['ready'] === true && objectAt(status, 'state')['running'] !== undefined) {
      running = true;
      summary.ready += 1;
    }
  }
  if (summary.reason === 'Completed' && running) {
    summary.reason = conditionOf(pod, 'Ready')?.['status'] === 'True' ? 'Running' : 'NotReady';
  }
}

function noteRestart(status: JsonObject, summary: PodSummary): void {
  const ended = textAt(status, 'lastState', 'terminated', 'finishedAt');
  if (ended > summary.lastRestart) summary.lastRestart = ended;
}

function endText(terminated: JsonObject): string {
  const signal = numberAt(terminated, ['signal']);
  return (
    textAt(terminated, 'reason') ||
    (signal === 0 ? `ExitCode:${numberAt(terminated, ['exitCode'])}` : `Signal:${signal}`)
  );
}

function gatesText(pod: KubeObject): string {
  const gates = objectsAt(pod, 'spec', 'readinessGates');
  if (gates.length === 0) return '<none>';
  const held = gates.filter((gate) => conditionOf(pod, textAt(gate, 'conditionType'))?.['status'] === 'True');
  return `${held.length}/${gates.length}`;
}
