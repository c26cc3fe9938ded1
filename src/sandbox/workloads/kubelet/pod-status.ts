import { formatTime, type JsonObject, type KubeObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { conditionOf } from '../pods.ts';

/** How all containers of a pod are. */
export type ContainerState =
  | { readonly kind: 'running'; readonly ready: boolean }
  | {
      readonly kind: 'waiting';
      readonly reason: string;
      readonly message: string;
      readonly restarts: number;
      /** How it ended the last time, where it has run. */
      readonly last?: { readonly exitCode: number; readonly reason: string };
    }
  | { readonly kind: 'terminated'; readonly exitCode: number; readonly reason: string };

/** What a pod's status is made from. */
export interface PodSituation {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly containers: ContainerState;
  readonly podIp: string;
  readonly now: number;
}

const hostIp = '10.0.0.1';

/** The status that a kubelet reports of a pod. */
export function podStatus(pod: KubeObject, situation: PodSituation): JsonObject {
  const { phase, containers, podIp, now } = situation;
  const before = objectAt(pod, 'status');
  const time = formatTime(now);
  const ready = containers.kind === 'running' && containers.ready;
  const started = textAt(before, 'startTime') || time;
  const { generation } = pod.metadata;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const condition = (type: string, holds: boolean, reason: string): JsonObject => {
    const status = holds ? 'True' : 'False';
    const old = conditionOf(pod, type);
    const lastTransitionTime = old?.['status'] === status ? old['lastTransitionTime'] : time;
    return { type, ...observed, status, ...(holds || reason === '' ? {} : { reason }), lastTransitionTime };
  };
  const completed = phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady';
  const gates = ready && !gatesHold(pod);
  const own = [
    condition('PodReadyToStartContainers', phase !== 'Pending' || containers.kind === 'waiting', ''),
    condition('Initialized', true, ''),
    condition('Ready', ready && !gates, gates ? 'ReadinessGatesNotReady' : completed),
    condition('ContainersReady', ready, completed),
  ];
  const kept = objectsAt(before, 'conditions').filter(
    (other) => !own.some((condition) => condition['type'] === other['type']),
  );
  return {
    ...before,
    ...observed,
    phase,
    conditions: [...own, ...kept],
    hostIP: hostIp,
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    startTime: started,
    ...initStatuses(pod, started),
    containerStatuses: objectsAt(pod, 'spec', 'containers').map((container) =>
      containerStatus(container, containers, started, time),
    ),
  };
}

/** Whether every condition that a pod's readiness waits for is true. */
export function gatesHold(pod: KubeObject): boolean {
  return objectsAt(pod, 'spec', 'readinessGates').every(
    (gate) => conditionOf(pod, textAt(gate, 'conditionType'))?.['status'] === 'True',
  );
}

function containerStatus(container: JsonObject, state: ContainerState, started: string, now: string): JsonObject {
  const running = state.kind === 'running';
  return {
    name: container['name'],
    image: container['image'],
    imageID: '',
    ready: running && state.ready,
    started: running,
    restartCount: state.kind === 'waiting' ? state.restarts : 0,
    state: containerState(state, started, now),
    ...(state.kind === 'waiting' && state.last !== undefined
      ? { lastState: { terminated: { ...state.last, startedAt: started, finishedAt: now } } }
      : {}),
  };
}

function containerState(state: ContainerState, started: string, now: string): JsonObject {
  switch (state.kind) {
    case 'running':
      return { running: { startedAt: started } };
    case 'waiting':
      return { waiting: { reason: state.reason, message: state.message } };
    case 'terminated':
      return {
        terminated: { exitCode: state.exitCode, reason: state.reason, startedAt: started, finishedAt: now },
      };
  }
}

function initStatuses(pod: KubeObject, started: string): JsonObject {
  const containers = objectsAt(pod, 'spec', 'initContainers');
  if (containers.length === 0) return {};
  const done = { kind: 'terminated', exitCode: 0, reason: 'Completed' } as const;
  return {
    initContainerStatuses: containers.map((container) => {
      // A sidecar goes on beside the others.
      const sidecar = container['restartPolicy'] === 'Always';
      const state: ContainerState = sidecar ? { kind: 'running', ready: true } : done;
      return { ...containerStatus(container, state, started, started), ready: true };
    }),
  };
}
