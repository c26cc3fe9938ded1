import { type Json, type KubeObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../../base/index.ts';
import { age, rowsOf } from './cells.ts';
import { column, type RowPrinter } from './table.ts';

/** What kinds of the control plane show (kubernetes 1.36, printers/internalversion), by `group/kind`. */
export const policyRows: Readonly<Record<string, RowPrinter>> = {
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': rowsOf(
    [['Validations', 'integer'], 'ParamKind', 'Age'],
    (policy, now) => {
      const kind = objectAt(policy, 'spec', 'paramKind');
      const shown = `${textAt(kind, 'apiVersion')}/${textAt(kind, 'kind')}`;
      return [objectsAt(policy, 'spec', 'validations').length, shown === '/' ? '<unset>' : shown, age(policy, now)];
    },
  ),
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': rowsOf(
    ['PolicyName', 'ParamRef', 'Age'],
    (binding, now) => {
      const reference = objectAt(binding, 'spec', 'paramRef');
      const [namespace, name] = [textAt(reference, 'namespace') || '*', textAt(reference, 'name')];
      const isSet = objectAt(binding, 'spec')['paramRef'] !== undefined;
      return [textAt(binding, 'spec', 'policyName'), isSet ? `${namespace}/${name}` : '<unset>', age(binding, now)];
    },
  ),
  'flowcontrol.apiserver.k8s.io/FlowSchema': rowsOf(
    ['PriorityLevel', 'MatchingPrecedence', 'DistinguisherMethod', 'Age', 'MissingPL'],
    (schema, now) => [
      textAt(schema, 'spec', 'priorityLevelConfiguration', 'name'),
      numberAt(schema, ['spec', 'matchingPrecedence']),
      textAt(schema, 'spec', 'distinguisherMethod', 'type') || '<none>',
      age(schema, now),
      objectsAt(schema, 'status', 'conditions')
        .filter(({ type }) => type === 'Dangling')
        .map((condition) => textAt(condition, 'status'))
        .at(0) ?? '?',
    ],
  ),
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': rowsOf(
    ['Type', 'NominalConcurrencyShares', 'Queues', 'HandSize', 'QueueLengthLimit', 'Age'],
    (level, now) => {
      const limited = objectAt(level, 'spec', 'limited');
      const queuing = objectAt(limited, 'limitResponse', 'queuing');
      const shown = (value: Json | undefined): Json => value ?? '<none>';
      return [
        textAt(level, 'spec', 'type'),
        shown(limited['nominalConcurrencyShares']),
        shown(queuing['queues']),
        shown(queuing['handSize']),
        shown(queuing['queueLengthLimit']),
        age(level, now),
      ];
    },
  ),
  'networking.k8s.io/IPAddress': rowsOf(['ParentRef'], (address, now) => {
    const parent = objectAt(address, 'spec', 'parentRef');
    const parts = ['group', 'resource', 'namespace', 'name'].map((field) => textAt(parent, field));
    return [parts.filter((part) => part !== '').join('/'), age(address, now)];
  }),
  'networking.k8s.io/ServiceCIDR': rowsOf(['CIDRs', 'Age'], (range, now) => [
    textsAt(range, 'spec', 'cidrs').join(','),
    age(range, now),
  ]),
  'resource.k8s.io/ResourceClaim': rowsOf(['State', 'Age'], (claim, now) => [claimState(claim), age(claim, now)]),
  'storage.k8s.io/CSIDriver': rowsOf(
    [
      ['AttachRequired', 'boolean'],
      ['PodInfoOnMount', 'boolean'],
      ['StorageCapacity', 'boolean'],
      'TokenRequests',
      ['RequiresRepublish', 'boolean'],
      'Modes',
      'Age',
    ],
    (driver, now) => {
      const spec = objectAt(driver, 'spec');
      const audiences = objectsAt(spec, 'tokenRequests').map((request) => textAt(request, 'audience'));
      return [
        spec['attachRequired'] === true,
        spec['podInfoOnMount'] === true,
        spec['storageCapacity'] === true,
        audiences.length === 0 ? '<unset>' : audiences.join(','),
        spec['requiresRepublish'] === true,
        textsAt(spec, 'volumeLifecycleModes').join(',') || '<none>',
        age(driver, now),
      ];
    },
  ),
  'storage.k8s.io/CSIStorageCapacity': {
    columns: [column('Name', 'string', { format: 'name' }), column('Created At', 'date', {})],
    cells: (capacity) => [capacity.metadata.name ?? '', capacity.metadata.creationTimestamp ?? ''],
  },
  'storage.k8s.io/VolumeAttachment': {
    columns: [
      column('Name', 'string', { format: 'name' }),
      column('Attacher', 'string', { format: 'name' }),
      column('PV', 'string', {}),
      column('Node', 'string', {}),
      column('Attached', 'boolean', {}),
      column('Age', 'string', {}),
    ],
    cells: (attachment, now) => [
      attachment.metadata.name ?? '',
      textAt(attachment, 'spec', 'attacher'),
      textAt(attachment, 'spec', 'source', 'persistentVolumeName'),
      textAt(attachment, 'spec', 'nodeName'),
      objectAt(attachment, 'status')['attached'] === true,
      age(attachment, now),
    ],
  },
  'storage.k8s.io/VolumeAttributesClass': rowsOf(['DriverName', 'Age'], (attributes, now) => [
    textAt(attributes, 'driverName'),
    age(attributes, now),
  ]),
};

function claimState(claim: KubeObject): string {
  const states = [];
  if (claim.metadata.deletionTimestamp !== undefined) states.push('deleted');
  if (objectAt(claim, 'status')['allocation'] === undefined) return [...states, 'pending'].join(',');
  states.push('allocated');
  if (objectsAt(claim, 'status', 'reservedFor').length > 0) states.push('reserved');
  return states.join(',');
}
