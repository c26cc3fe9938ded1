import { type KubeObject, objectAt, textAt } from '../../../base/index.ts';
import { type Controller, type ReconcileResult, splitKey, watchOwn } from '../runtime/controller.ts';
import type { ControllerClient } from '../runtime/controller-client.ts';
import { isFinished, pods } from '../pods.ts';
import { behaviourByImage, type ImageRule, readImageRules, rulesConfigMap } from './image-rules.ts';
import type { PodAddresses } from './pod-addresses.ts';
import { podStatus } from './pod-status.ts';
import { nextStage, type PodStage } from './stages.ts';

/** How long a pod takes to end. */
const endMs = 10;

/** Lets pods live: start, become ready, end, go. What happens to each is told by its stages. */
export function kubelet(addresses: PodAddresses): Controller {
  /** Which stage a pod waits for, and until when. */
  const waiting = new Map<string, { readonly stage: string; readonly due: number }>();

  /** How long the pod still has to wait for a stage; undefined once it is due. */
  const wait = (uid: string, stage: string, delayMs: number, now: number): number | undefined => {
    const planned = waiting.get(uid);
    const due = planned?.stage === stage ? planned.due : now + delayMs;
    if (due <= now) {
      waiting.delete(uid);
      return undefined;
    }
    waiting.set(uid, { stage, due });
    return due - now;
  };

  let known: { readonly version: string | undefined; readonly rules: readonly ImageRule[] } = {
    version: '',
    rules: [],
  };
  /** What is said of images now. */
  const rulesOf = (client: ControllerClient): readonly ImageRule[] => {
    const map = client.get({ group: '', plural: 'configmaps' }, 'kube-system', rulesConfigMap);
    const version = map?.metadata.resourceVersion;
    if (version !== known.version) known = { version, rules: readImageRules(textAt(map ?? {}, 'data', 'rules')) };
    return known.rules;
  };

  return {
    name: 'kubelet',
    watches: [watchOwn(pods.group, pods.plural)],
    reconcile: async (key, client) => {
      const { namespace, name } = splitKey(key);
      const pod = client.get(pods, namespace, name);
      if (pod === undefined || textAt(pod, 'spec', 'nodeName') === '') return undefined;
      const { uid = '', deletionTimestamp } = pod.metadata;
      const now = client.clock.now();
      if (deletionTimestamp !== undefined) {
        // A grace period of zero says that the kubelet is through with it; what is left are finalizers.
        if (pod.metadata.deletionGracePeriodSeconds === 0) return undefined;
        const left = wait(uid, 'end', endMs, now);
        if (left !== undefined) return { againAfterMs: left };
        await end(pod, client);
        return undefined;
      }
      const stage = nextStage(pod, behaviourByImage(pod, rulesOf(client)));
      if (stage === undefined) return undefined;
      const left = wait(uid, stage.name, stage.delayMs, now);
      if (left !== undefined) return { againAfterMs: left };
      return enter(pod, stage, addresses, client);
    },
  };
}

async function enter(
  pod: KubeObject,
  stage: PodStage,
  addresses: PodAddresses,
  client: ControllerClient,
): Promise<ReconcileResult | undefined> {
  const host = objectAt(pod, 'spec')['hostNetwork'] === true;
  const podIp = textAt(pod, 'status', 'podIP') || (host ? '10.0.0.1' : addresses.take());
  const { phase, containers } = stage;
  const status = podStatus(pod, { phase, containers, podIp, now: client.clock.now() });
  await client.updateStatus(pods, pod, status);
  for (const { type, reason, message } of stage.events?.(pod) ?? []) client.event(pod, type, reason, message);
  return undefined;
}

async function end(pod: KubeObject, client: ControllerClient): Promise<void> {
  const held = (pod.metadata.finalizers ?? []).length > 0;
  if (held && !isFinished(pod) && textAt(pod, 'status', 'podIP') !== '') {
    // Who holds the pod wants to know how it ended.
    const containers = { kind: 'terminated', exitCode: 137, reason: 'Error' } as const;
    const podIp = textAt(pod, 'status', 'podIP');
    await client.updateStatus(
      pods,
      pod,
      podStatus(pod, { phase: 'Failed', containers, podIp, now: client.clock.now() }),
    );
  }
  await client.delete(pods, pod, { gracePeriodSeconds: 0 });
}
