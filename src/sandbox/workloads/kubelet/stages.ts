import { type KubeObject, objectsAt, textAt } from '../../../base/index.ts';
import { controllerOf } from '../ownership.ts';
import { isReady } from '../pods.ts';
import { type ContainerState, gatesHold } from './pod-status.ts';

/** An event that a stage tells of. */
export interface StageEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** A step in the life of a pod: as soon as it applies, the pod is so after the delay. */
export interface PodStage {
  readonly name: string;
  applies(pod: KubeObject): boolean;
  readonly delayMs: number;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly containers: ContainerState;
  events?(pod: KubeObject): readonly StageEvent[];
}

/** What a pod's annotation may ask for. */
export type PodBehaviour =
  | 'ready'
  | 'slow'
  | 'crash-loop'
  | 'oom'
  | 'image-pull-error'
  | 'never-ready'
  | 'fail'
  | 'complete';

/** The annotations that say how a pod behaves; the second is that of other simulators. */
const annotations = ['sandbox.slipway.dev/behaviour', 'oracle/behaviour'];
const startMs = 20;
const slowMs = 10_000;
const completeMs = 100;

const running = { kind: 'running', ready: true } as const;
const isNew = (pod: KubeObject): boolean => textAt(pod, 'status', 'podIP') === '';

const start: PodStage = {
  name: 'start',
  applies: isNew,
  delayMs: startMs,
  phase: 'Running',
  containers: running,
  events: (pod) => containersOf(pod).flatMap(({ name, image }) => started(name, image)),
};
/** Conditions of others that a pod's readiness waits for may change at any time. */
const gates: PodStage = {
  name: 'gates',
  applies: (pod) => textAt(pod, 'status', 'phase') === 'Running' && gatesHold(pod) !== isReady(pod),
  delayMs: 0,
  phase: 'Running',
  containers: running,
};

/** By behaviour: the stages of a pod's life, of which the first that applies comes next. */
const lives: Readonly<Record<PodBehaviour, readonly PodStage[]>> = {
  ready: [start, gates],
  slow: [{ ...start, delayMs: slowMs }, gates],
  'never-ready': [
    {
      ...start,
      containers: { kind: 'running', ready: false },
      events: (pod) => [
        ...(start.events?.(pod) ?? []),
        { type: 'Warning', reason: 'Unhealthy', message: 'Readiness probe failed: simulated' },
      ],
    },
  ],
  'crash-loop': [crashing(1, 'Error')],
  oom: [crashing(137, 'OOMKilled')],
  'image-pull-error': [
    {
      ...start,
      phase: 'Pending',
      containers: { kind: 'waiting', reason: 'ImagePullBackOff', message: 'simulated', restarts: 0 },
      events: (pod) =>
        containersOf(pod).flatMap(({ image }) => [
          { type: 'Warning', reason: 'Failed', message: `Failed to pull image "${image}": simulated` },
          { type: 'Normal', reason: 'BackOff', message: `Back-off pulling image "${image}"` },
        ]),
    },
  ],
  complete: [start, ending('Succeeded', 0, 'Completed')],
  fail: [start, ending('Failed', 1, 'Error')],
};

/** A container that ends so soon after each start that the next one waits. */
function crashing(exitCode: number, reason: string): PodStage {
  return {
    ...start,
    containers: {
      kind: 'waiting',
      reason: 'CrashLoopBackOff',
      message: 'simulated',
      restarts: 3,
      last: { exitCode, reason },
    },
    events: (pod) => [
      ...(start.events?.(pod) ?? []),
      ...containersOf(pod).map(({ name }) => ({
        type: 'Warning' as const,
        reason: 'BackOff',
        message: `Back-off restarting failed container ${name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`,
      })),
    ],
  };
}

function ending(phase: 'Succeeded' | 'Failed', exitCode: number, reason: string): PodStage {
  return {
    name: 'end',
    applies: (pod) => textAt(pod, 'status', 'phase') === 'Running',
    delayMs: completeMs,
    phase,
    containers: { kind: 'terminated', exitCode, reason },
  };
}

/** Whether a word names a behaviour. */
export function isBehaviour(word: string): word is PodBehaviour {
  return Object.hasOwn(lives, word);
}

/** The stage that comes next for a pod; undefined where it stays as it is. Its annotation comes before what its image says. */
export function nextStage(pod: KubeObject, byImage?: PodBehaviour): PodStage | undefined {
  const behaviour = behaviourOf(pod, byImage);
  // Work that begins late ends too.
  const life = behaviour === 'slow' && ends(pod) ? [...lives.slow, ...lives.complete] : lives[behaviour];
  return life.find((stage) => stage.applies(pod));
}

function behaviourOf(pod: KubeObject, byImage: PodBehaviour | undefined): PodBehaviour {
  const annotated = annotations.map((name) => pod.metadata.annotations?.[name]).find((value) => value !== undefined);
  const asked = annotated !== undefined && isBehaviour(annotated) ? annotated : byImage;
  // Only what can end can fail.
  if (asked !== undefined) return asked === 'fail' && !ends(pod) ? 'ready' : asked;
  return ends(pod) ? 'complete' : 'ready';
}

/** Whether a pod's work comes to an end: that of Jobs and of Helm's hooks. */
function ends(pod: KubeObject): boolean {
  return controllerOf(pod)?.kind === 'Job' || pod.metadata.annotations?.['helm.sh/hook'] !== undefined;
}

function containersOf(pod: KubeObject): readonly { readonly name: string; readonly image: string }[] {
  return objectsAt(pod, 'spec', 'containers').map((container) => ({
    name: textAt(container, 'name'),
    image: textAt(container, 'image'),
  }));
}

function started(name: string, image: string): readonly StageEvent[] {
  return [
    { type: 'Normal', reason: 'Pulled', message: `Container image "${image}" already present on machine` },
    { type: 'Normal', reason: 'Created', message: `Container created` },
    { type: 'Normal', reason: 'Started', message: `Container ${name} started` },
  ];
}
