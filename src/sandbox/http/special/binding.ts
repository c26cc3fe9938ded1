import { formatTime, type KubeObject, objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { ApiError, conflict } from '../../machinery/api-error.ts';
import type { ResourceType } from '../../machinery/resource-type.ts';
import { updateObject } from '../../machinery/writes/update.ts';
import { sendJson } from '../answer.ts';
import { type ApiRequest, targetOf, writeOptions } from '../api-request.ts';
import { readObject } from '../body/read-object.ts';
import { readBody } from '../body/request-body.ts';

/** Answers `POST pods/NAME/binding`, and `POST bindings`, which names the pod as itself: puts a pod on a node (kubernetes 1.36, registry/core/pod/storage). */
export function bindingHandler(type: ResourceType): (request: ApiRequest) => Promise<void> {
  return async (request) => {
    const { cluster, info, http } = request;
    const { context, fieldValidation } = writeOptions(request, 'CreateOptions');
    const body = await readBody(http);
    const contentType = http.headers['content-type'];
    const served = { type, version: 'v1' };
    const binding = readObject(body, contentType, served, fieldValidation, context.warn, cluster.registry);
    const node = textAt(binding, 'target', 'name');
    // Upstream forgets to make a Status of it.
    if (node === '') throw new ApiError(500, '', 'target.name: Required value');
    const name = info.subresource === '' ? (binding.metadata.name ?? '') : info.name;
    const refuse = (why: string): Error => conflict({ group: '', plural: 'pods/binding' }, name, `pod ${name} ${why}`);
    const pods = cluster.registry.find('', 'v1', 'pods')?.type;
    const target = pods === undefined ? targetOf(request) : { ...targetOf(request), type: pods };
    const plan = {
      create: false,
      next: (current: KubeObject | undefined): KubeObject => {
        const pod = current as KubeObject;
        if (pod.metadata.deletionTimestamp !== undefined)
          throw refuse('is being deleted, cannot be assigned to a host');
        const assigned = textAt(pod, 'spec', 'nodeName');
        if (assigned !== '') throw refuse(`is already assigned to node ${JSON.stringify(assigned)}`);
        if (objectsAt(pod, 'spec', 'schedulingGates').length > 0) throw refuse('has non-empty .spec.schedulingGates');
        const lastTransitionTime = formatTime(cluster.clock.now());
        const conditions = objectsAt(pod, 'status', 'conditions').filter((other) => other['type'] !== 'PodScheduled');
        const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime };
        return {
          ...pod,
          metadata: { ...pod.metadata },
          spec: { ...objectAt(pod, 'spec'), nodeName: node },
          status: { ...objectAt(pod, 'status'), conditions: [...conditions, scheduled] },
        };
      },
    };
    const written = await updateObject(cluster, { ...target, name, subresource: 'binding' }, plan, context);
    await written.durable;
    sendJson(request.response, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
  };
}
