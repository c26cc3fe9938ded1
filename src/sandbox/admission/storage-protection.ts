import type { AdmissionPlugin } from '../machinery/admission.ts';
import { claimFinalizer, volumeFinalizer } from '../workloads/volumes/protection.ts';

/** Keeps claims and volumes while they are used (kubernetes 1.36, plugin/pkg/admission/storage/storageobjectinuseprotection). */
export const storageProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit: ({ operation, type, subresource, object }) => {
    if (operation !== 'CREATE' || type.group !== '' || subresource !== '' || object === undefined) return;
    const finalizer = finalizerOf(type.plural);
    if (finalizer === undefined) return;
    const finalizers = object.metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
  },
};

function finalizerOf(plural: string): string | undefined {
  if (plural === 'persistentvolumeclaims') return claimFinalizer;
  return plural === 'persistentvolumes' ? volumeFinalizer : undefined;
}
