import { textAt } from '../../base/index.ts';
import { fieldsAt, type SelectableFields } from '../selectors/field-selector.ts';

const eventFields = [
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'involvedObject.resourceVersion',
  'involvedObject.fieldPath',
  'reason',
  'type',
];

/** By `group/kind`: what field selectors may name besides name and namespace (kubernetes 1.36, pkg/apis conversion.go). */
const fields: Readonly<Record<string, () => SelectableFields>> = {
  '/Pod': () =>
    new Map([
      ...fieldsAt(
        [
          'spec.nodeName',
          'spec.restartPolicy',
          'spec.schedulerName',
          'spec.serviceAccountName',
          'spec.hostNetwork',
          'status.phase',
          'status.podIP',
          'status.nominatedNodeName',
        ],
        { 'spec.hostNetwork': 'false' },
      ),
      // Known to the conversion, but never filled in (registry/core/pod/strategy.go).
      ['status.podIPs', () => ''],
    ]),
  '/Node': () => fieldsAt(['spec.unschedulable'], { 'spec.unschedulable': 'false' }),
  '/ReplicationController': () => fieldsAt(['status.replicas'], { 'status.replicas': '0' }),
  '/Event': () =>
    new Map([
      ...fieldsAt(eventFields),
      ['reportingComponent', (object) => textAt(object, 'reportingComponent')],
      ['source', (object) => textAt(object, 'source', 'component') || textAt(object, 'reportingComponent')],
    ]),
  'events.k8s.io/Event': () =>
    new Map([
      ...fieldsAt(['reason', 'type']),
      ...eventFields
        .filter((path) => path.startsWith('involvedObject.'))
        .map((path) => {
          const read = fieldsAt([path]).get(path) ?? (() => '');
          return [path.replace('involvedObject', 'regarding'), read] as const;
        }),
      ['reportingController', (object) => textAt(object, 'reportingComponent')],
    ]),
  '/Namespace': () => fieldsAt(['status.phase']),
  '/Secret': () => fieldsAt(['type']),
  '/Service': () => fieldsAt(['spec.clusterIP', 'spec.type']),
  'batch/Job': () => fieldsAt(['status.successful'], { 'status.successful': '0' }),
  'certificates.k8s.io/CertificateSigningRequest': () => fieldsAt(['spec.signerName']),
  'resource.k8s.io/ResourceSlice': () => fieldsAt(['spec.nodeName', 'spec.driver']),
};

/** What field selectors may name in a built-in kind, besides name and namespace. */
export function selectableFieldsOf(group: string, kind: string): SelectableFields {
  return fields[`${group}/${kind}`]?.() ?? new Map();
}
