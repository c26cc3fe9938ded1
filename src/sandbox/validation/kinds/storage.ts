import { type Json, parseQuantity, textAt, textMapAt, textsAt } from '../../../base/index.ts';
import { forbiddenField, invalid, notSupported, required } from '../../machinery/field-error.ts';
import { dnsSubdomainProblems, labelValueProblems, qualifiedNameProblems } from '../names.ts';
import {
  all,
  atLeast,
  distinct,
  each,
  fields,
  first,
  given,
  needed,
  on,
  oneOf,
  type Rule,
  text,
  textOrEmpty,
} from '../rules.ts';
import { labelSelector, nodeSelector } from '../selectors.ts';
import { accessModeErrors, volumeModes } from './claims.ts';
import { volumeSourceErrors } from '../pods/volume-sources.ts';

const lowerQualified = (value: string): readonly string[] => qualifiedNameProblems(value.toLowerCase());
const parameterKeys: Rule = on((parameters, path) =>
  parameters[''] === undefined ? [] : [invalid(path, '', 'field can not be empty.')],
);

/** StorageClasses (kubernetes 1.36, pkg/apis/storage/validation). */
export const storageClassRule: Rule = fields({
  provisioner: first(needed(), text(lowerQualified)),
  parameters: parameterKeys,
  reclaimPolicy: oneOf('Delete', 'Retain'),
  volumeBindingMode: oneOf('Immediate', 'WaitForFirstConsumer'),
  allowedTopologies: each(
    fields({
      matchLabelExpressions: each(
        fields({
          values: all(needed(), each(textOrEmpty(labelValueProblems))),
          key: textOrEmpty(qualifiedNameProblems),
        }),
      ),
    }),
  ),
});

/** CSIDrivers. */
export const csiDriverRule: Rule = fields({
  spec: fields({
    volumeLifecycleModes: each((value, path) =>
      value === 'Persistent' || value === 'Ephemeral'
        ? []
        : [notSupported(path.replace(/\[\d+\]$/, ''), value, ['Persistent', 'Ephemeral'])],
    ),
    fsGroupPolicy: given(oneOf('File', 'None', 'ReadWriteOnceWithFSType')),
    tokenRequests: all(
      each(fields({ expirationSeconds: given(tokenSeconds) })),
      distinct((request) => textAt(request, 'audience'), '.audience'),
    ),
  }),
});

/** How long a token must last. */
function tokenSeconds(value: Json | undefined, path: string): ReturnType<Rule> {
  if (typeof value !== 'number') return [];
  return value < 600 ? [invalid(path, value, 'may not specify a duration less than 10 minutes')] : [];
}

/** CSINodes. */
export const csiNodeRule: Rule = fields({
  spec: fields({
    drivers: all(
      each(
        on((driver, path) => [
          ...fields({
            name: needed(),
            nodeID: needed(),
            allocatable: given(fields({ count: atLeast(0) })),
          })(driver, path),
          ...textsAt(driver, 'topologyKeys').flatMap((key) => [
            ...(key === '' ? [required(path)] : []),
            ...qualifiedNameProblems(key).map((problem) => invalid(path, key, problem)),
          ]),
        ]),
      ),
      distinct((driver) => textAt(driver, 'name'), '.name'),
    ),
  }),
});

/** VolumeAttachments. */
export const volumeAttachmentRule: Rule = fields({
  spec: fields({
    attacher: needed(),
    nodeName: textOrEmpty(dnsSubdomainProblems),
    source: on((source, path) => {
      const name = source['persistentVolumeName'];
      if ((name === undefined) === (source['inlineVolumeSpec'] === undefined)) {
        return [required(path, 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')];
      }
      if (name === undefined) return [];
      const at = `${path}.persistentVolumeName`;
      return [
        ...(name === '' ? [required(at, 'must specify non empty persistentVolumeName')] : []),
        ...textOrEmpty(dnsSubdomainProblems)(name, at),
      ];
    }),
  }),
});

const amount: Rule = (value, path) =>
  typeof value === 'string' && (parseQuantity(value) ?? 0n) < 0n
    ? [invalid(path, value, 'must be greater than or equal to 0')]
    : [];

/** CSIStorageCapacities. */
export const storageCapacityRule: Rule = fields({
  storageClassName: textOrEmpty(dnsSubdomainProblems),
  nodeTopology: labelSelector,
  capacity: amount,
});

/** VolumeAttributesClasses. */
export const attributesClassRule: Rule = fields({
  driverName: first(needed(), text(lowerQualified)),
  parameters: first(needed('must contain at least one key/value pair'), parameterKeys),
});

/** PersistentVolumes (core/validation ValidatePersistentVolume). */
export const volumeRule: Rule = fields({
  spec: on((spec, path) => {
    const capacity = textMapAt(spec, 'capacity');
    const storage = capacity['storage'];
    const names = Object.keys(capacity);
    const modes = textsAt(spec, 'accessModes');
    const local = spec['local'] !== undefined;
    const hostPath = textAt(spec, 'hostPath', 'path');
    const policy = textAt(spec, 'persistentVolumeReclaimPolicy');
    return [
      ...(modes.length === 0 ? [required(`${path}.accessModes`)] : []),
      ...accessModeErrors(modes, `${path}.accessModes`),
      ...(names.length === 0 ? [required(`${path}.capacity`)] : []),
      ...(storage === undefined || names.length > 1
        ? [notSupported(`${path}.capacity`, names.length === 0 ? null : { ...capacity }, ['storage'])]
        : []),
      ...names.flatMap((name) => capacityErrors(capacity[name] ?? '', `${path}.capacity[${name}]`)),
      ...oneOf('Delete', 'Recycle', 'Retain')(policy, `${path}.persistentVolumeReclaimPolicy`),
      ...volumeSourceErrors(spec, path, sources),
      ...(local && spec['nodeAffinity'] === undefined
        ? [required(`${path}.nodeAffinity`, 'Local volume requires node affinity')]
        : []),
      ...(hostPath === '/' && policy === 'Recycle'
        ? [forbiddenField(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'")]
        : []),
      ...text(dnsSubdomainProblems)(spec['storageClassName'], `${path}.storageClassName`),
      ...volumeModes(spec['volumeMode'], `${path}.volumeMode`),
      ...given(fields({ required: nodeSelector }))(spec['nodeAffinity'], `${path}.nodeAffinity`),
    ];
  }),
});

function capacityErrors(size: string, path: string): ReturnType<Rule> {
  const value = parseQuantity(size) ?? 1n;
  if (value > 0n) return [];
  return [
    ...(value < 0n ? [invalid(path, Number(value / 1_000_000_000n), 'must be a valid resource quantity')] : []),
    invalid(path, size, 'must be greater than zero'),
  ];
}

/** The sources of a PersistentVolume, in the order in which they are looked at. */
const sources: readonly string[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];

/** The members of a PersistentVolume's spec that say where it is. */
export const volumeSources: ReadonlySet<string> = new Set(sources);
