import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../base/index.ts';

/** One run of a container, from its start to its end. */
export interface ContainerRun {
  readonly container: string;
  readonly image: string;
  /** How often it has been started before. */
  readonly restarts: number;
  readonly startedAt: number;
  /** How it ended; undefined while it runs. */
  readonly ended: { readonly at: number; readonly exitCode: number; readonly reason: string } | undefined;
}

/**
 * The run whose log is asked for: the present one, else the last; with `previous` the last that ended. Otherwise why there is none
 * (kubernetes 1.36, pkg/kubelet/kubelet_pods.go validateContainerLogStatus).
 */
export function runOf(pod: KubeObject, container: string, previous: boolean): ContainerRun | string {
  const name = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)}`;
  const status = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
    .flatMap((field) => objectsAt(pod, 'status', field))
    .find((candidate) => candidate['name'] === container);
  if (status === undefined) return `${name} is not available`;
  const { running, terminated, waiting } = objectAt(status, 'state');
  const last = objectAt(status, 'lastState', 'terminated');
  const before = last['startedAt'] === undefined ? undefined : last;
  const restarts = numberAt(status, ['restartCount']);
  const lastRun = before === undefined ? undefined : endedRun(status, before, Math.max(0, restarts - 1));
  if (previous) return lastRun ?? `previous terminated ${name} not found`;
  if (running !== undefined) {
    const startedAt = Date.parse(textAt(running, 'startedAt'));
    return { container, image: textAt(status, 'image'), restarts, startedAt, ended: undefined };
  }
  if (terminated !== undefined) return endedRun(status, terminated as JsonObject, restarts);
  if (lastRun !== undefined) return lastRun;
  const reason = textAt(waiting, 'reason');
  if (reason === 'ErrImagePull') return `${name} is waiting to start: image can't be pulled`;
  if (reason === 'ImagePullBackOff') return `${name} is waiting to start: trying and failing to pull image`;
  return reason === '' ? `${name} is waiting to start - no logs yet` : `${name} is waiting to start: ${reason}`;
}

function endedRun(status: JsonObject, terminated: JsonObject, restarts: number): ContainerRun {
  const at = Date.parse(textAt(terminated, 'finishedAt'));
  return {
    container: textAt(status, 'name'),
    image: textAt(status, 'image'),
    restarts,
    startedAt: Date.parse(textAt(terminated, 'startedAt')),
    ended: { at, exitCode: numberAt(terminated, ['exitCode']), reason: textAt(terminated, 'reason') },
  };
}
