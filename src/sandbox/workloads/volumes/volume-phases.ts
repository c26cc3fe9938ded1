import { formatTime, type KubeObject, objectAt, textAt } from '../../../base/index.ts';
import { type Controller, watchOwn } from '../runtime/controller.ts';
import { claims, isClaimedBy, volumes } from './volume-objects.ts';

/** Tells of volumes whether they are free, bound or left behind, and deletes those that are to go with their claim. */
export const volumePhases: Controller = {
  name: 'persistent-volume-binder',
  watches: [
    watchOwn(volumes.group, volumes.plural),
    {
      ...claims,
      keys: (claim, { client }) => {
        const named = textAt(claim, 'spec', 'volumeName');
        const kept = client.list(volumes, '').filter((volume) => objectAt(volume, 'spec')['claimRef'] !== undefined);
        const own = kept.filter((volume) => isClaimedBy(volume, claim)).map((volume) => volume.metadata.name ?? '');
        return named === '' ? own : [named, ...own];
      },
    },
  ],
  reconcile: async (key, client) => {
    const volume = client.get(volumes, '', key);
    if (volume === undefined || volume.metadata.deletionTimestamp !== undefined) return;
    const reference = objectAt(volume, 'spec', 'claimRef');
    const claim = client.get(claims, textAt(reference, 'namespace'), textAt(reference, 'name'));
    const phase = phaseOf(volume, claim);
    if (phase !== textAt(volume, 'status', 'phase')) {
      const lastPhaseTransitionTime = formatTime(client.clock.now());
      await client.updateStatus(volumes, volume, { ...objectAt(volume, 'status'), phase, lastPhaseTransitionTime });
    }
    const dynamic = volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== undefined;
    if (phase === 'Released' && dynamic && textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete') {
      await client.delete(volumes, volume);
    }
  },
};

function phaseOf(volume: KubeObject, claim: KubeObject | undefined): string {
  const reference = objectAt(volume, 'spec', 'claimRef');
  const uid = textAt(reference, 'uid');
  if (uid === '') return 'Available';
  if (claim === undefined || claim.metadata.uid !== uid) return 'Released';
  return 'Bound';
}
