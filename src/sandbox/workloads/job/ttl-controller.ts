import { objectAt, objectsAt, textAt } from '../../../base/index.ts';
import { type Controller, splitKey, watchOwn } from '../runtime/controller.ts';
import { jobs } from './job-pods.ts';
import { isDone } from './job-status.ts';

/** Deletes Jobs some time after their end, where they ask for that (kubernetes 1.36, pkg/controller/ttlafterfinished). */
export const ttlController: Controller = {
  name: 'ttl-after-finished-controller',
  watches: [watchOwn(jobs.group, jobs.plural)],
  reconcile: async (key, client) => {
    const { namespace, name } = splitKey(key);
    const job = client.get(jobs, namespace, name);
    const seconds = objectAt(job, 'spec')['ttlSecondsAfterFinished'];
    if (job === undefined || typeof seconds !== 'number' || !isDone(job)) return undefined;
    if (job.metadata.deletionTimestamp !== undefined) return undefined;
    const end = objectsAt(job, 'status', 'conditions').find(
      (condition) => condition['type'] === 'Complete' || condition['type'] === 'Failed',
    );
    const left = Date.parse(textAt(end, 'lastTransitionTime')) + seconds * 1000 - client.clock.now();
    if (left > 0) return { againAfterMs: left };
    await client.delete(jobs, job, { propagationPolicy: 'Foreground' });
    return undefined;
  },
};
