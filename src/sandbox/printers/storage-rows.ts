import { type KubeObject, objectAt, objectsAt, textAt, textsAt } from '../../base/index.ts';
import { age, rowsOf } from './cells.ts';
import type { RowPrinter } from './table.ts';

/** What volumes show (kubernetes 1.36, printers/internalversion), by `group/kind`. */
export const storageRows: Readonly<Record<string, RowPrinter>> = {
  '/PersistentVolumeClaim': rowsOf(
    ['Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass', 'Age', 'VolumeMode*'],
    (claim, now) => {
      const volume = textAt(claim, 'spec', 'volumeName');
      return [
        phaseOf(claim),
        volume,
        volume === '' ? '' : textAt(claim, 'status', 'capacity', 'storage') || '0',
        volume === '' ? '' : modesText(textsAt(claim, 'status', 'accessModes')),
        textAt(claim, 'spec', 'storageClassName'),
        textAt(claim, 'spec', 'volumeAttributesClassName') || '<unset>',
        age(claim, now),
        textAt(claim, 'spec', 'volumeMode') || '<unset>',
      ];
    },
  ),
  '/PersistentVolume': rowsOf(
    [
      'Capacity',
      'Access Modes',
      'Reclaim Policy',
      'Status',
      'Claim',
      'StorageClass',
      'VolumeAttributesClass',
      'Reason',
      'Age',
      'VolumeMode*',
    ],
    (volume, now) => {
      const spec = objectAt(volume, 'spec');
      const claim = objectAt(spec, 'claimRef');
      return [
        textAt(spec, 'capacity', 'storage'),
        modesText(textsAt(spec, 'accessModes')),
        textAt(spec, 'persistentVolumeReclaimPolicy'),
        phaseOf(volume),
        spec['claimRef'] === undefined ? '' : `${textAt(claim, 'namespace')}/${textAt(claim, 'name')}`,
        textAt(spec, 'storageClassName'),
        textAt(spec, 'volumeAttributesClassName') || '<unset>',
        textAt(volume, 'status', 'reason'),
        age(volume, now),
        textAt(spec, 'volumeMode') || '<unset>',
      ];
    },
  ),
  'storage.k8s.io/StorageClass': {
    ...rowsOf(['Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion', 'Age'], () => []),
    cells: (storageClass, now) => {
      const isDefault = storageClass.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      return [
        `${storageClass.metadata.name}${isDefault ? ' (default)' : ''}`,
        textAt(storageClass, 'provisioner'),
        textAt(storageClass, 'reclaimPolicy') || 'Delete',
        textAt(storageClass, 'volumeBindingMode') || 'Immediate',
        storageClass['allowVolumeExpansion'] === true,
        age(storageClass, now),
      ];
    },
  },
  'storage.k8s.io/CSINode': rowsOf([['Drivers', 'integer'], 'Age'], (node, now) => [
    objectsAt(node, 'spec', 'drivers').length,
    age(node, now),
  ]),
};

function phaseOf(object: KubeObject): string {
  return object.metadata.deletionTimestamp === undefined ? textAt(object, 'status', 'phase') : 'Terminating';
}

const modes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

function modesText(given: readonly string[]): string {
  return modes
    .filter(([mode]) => given.includes(mode))
    .map(([, short]) => short)
    .join(',');
}
