import { type JsonObject, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../base/index.ts';
import { conditionOf } from '../workloads/pods.ts';
import { ageOf } from './age.ts';
import { age, rowsOf } from './cells.ts';
import { column, type RowPrinter } from './table.ts';

const sizeOf = (object: KubeObject, field: string): number => Object.keys(objectAt(object, field)).length;

const eventColumns = [
  ...['Last Seen', 'Type', 'Reason', 'Object'].map((name) => column(name, 'string')),
  ...['Subobject', 'Source'].map((name) => column(name, 'string', { priority: 1 })),
  column('Message', 'string'),
  ...['First Seen', 'Count'].map((name) => column(name, 'string', { priority: 1 })),
  column('Name', 'string', { priority: 1, format: 'name' }),
];

/** What namespaces, nodes, settings and events show (kubernetes 1.36, printers/internalversion), by `group/kind`. */
export const clusterRows: Readonly<Record<string, RowPrinter>> = {
  '/Namespace': rowsOf(['Status', 'Age'], (namespace, now) => [
    textAt(namespace, 'status', 'phase'),
    age(namespace, now),
  ]),
  '/ConfigMap': rowsOf(['Data', 'Age'], (map, now) => [sizeOf(map, 'data') + sizeOf(map, 'binaryData'), age(map, now)]),
  '/Secret': rowsOf(['Type', 'Data', 'Age'], (secret, now) => [
    textAt(secret, 'type'),
    sizeOf(secret, 'data'),
    age(secret, now),
  ]),
  '/ServiceAccount': rowsOf(['Age'], (account, now) => [age(account, now)]),
  '/LimitRange': rowsOf([['Created At', 'date']], (range) => [range.metadata.creationTimestamp ?? '']),
  '/ResourceQuota': rowsOf(['Request', 'Limit', 'Age'], (quota, now) => {
    const hard = objectAt(quota, 'status', 'hard');
    const used = objectAt(quota, 'status', 'used');
    const all = Object.keys(hard).sort();
    const text = (names: readonly string[]): string =>
      names.map((name) => `${name}: ${textAt(used, name) || '0'}/${textAt(hard, name)}`).join(', ');
    const isLimit = (name: string): boolean => name.startsWith('limits.');
    return [text(all.filter((name) => !isLimit(name))), text(all.filter(isLimit)), age(quota, now)];
  }),
  '/Node': rowsOf(
    [
      'Status',
      'Roles',
      'Age',
      'Version',
      'Internal-IP*',
      'External-IP*',
      'OS-Image*',
      'Kernel-Version*',
      'Container-Runtime*',
    ],
    nodeCells,
  ),
  '/Event': {
    columns: eventColumns,
    cells: eventCells,
  },
  'events.k8s.io/Event': {
    columns: eventColumns,
    cells: (event, now) => eventCells(asCoreEvent(event), now),
  },
  'coordination.k8s.io/Lease': rowsOf(['Holder', 'Age'], (lease, now) => [
    textAt(lease, 'spec', 'holderIdentity'),
    age(lease, now),
  ]),
  'scheduling.k8s.io/PriorityClass': rowsOf(
    [['Value', 'integer'], ['Global-Default', 'boolean'], 'Age', 'PreemptionPolicy'],
    (priority, now) => [
      numberAt(priority, ['value']),
      priority['globalDefault'] === true,
      age(priority, now),
      textAt(priority, 'preemptionPolicy'),
    ],
  ),
  'node.k8s.io/RuntimeClass': rowsOf(['Handler', 'Age'], (runtime, now) => [
    textAt(runtime, 'handler'),
    age(runtime, now),
  ]),
  'apiregistration.k8s.io/APIService': rowsOf(['Service', 'Available', 'Age'], (service, now) => {
    const target = objectAt(service, 'spec', 'service');
    const available = conditionOf(service, 'Available');
    const holds = available?.['status'] === 'True';
    const state = textAt(available, 'status') || 'Unknown';
    return [
      Object.keys(target).length === 0 ? 'Local' : `${textAt(target, 'namespace')}/${textAt(target, 'name')}`,
      holds || available === undefined ? state : `${state} (${textAt(available, 'reason')})`,
      age(service, now),
    ];
  }),
  'apiextensions.k8s.io/CustomResourceDefinition': rowsOf([['Created At', 'date']], (definition) => [
    definition.metadata.creationTimestamp ?? '',
  ]),
};

function nodeCells(node: KubeObject, now: number): readonly string[] {
  const ready = conditionOf(node, 'Ready');
  const state = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  const unschedulable = objectAt(node, 'spec')['unschedulable'] === true;
  const info = objectAt(node, 'status', 'nodeInfo');
  const architecture = textAt(info, 'architecture');
  const kernel = textAt(info, 'kernelVersion') || '<unknown>';
  const address = (type: string): string => {
    const found = objectsAt(node, 'status', 'addresses').find((candidate) => candidate['type'] === type);
    return textAt(found, 'address') || '<none>';
  };
  return [
    unschedulable ? `${state},SchedulingDisabled` : state,
    rolesOf(node).join(',') || '<none>',
    age(node, now),
    textAt(info, 'kubeletVersion'),
    address('InternalIP'),
    address('ExternalIP'),
    textAt(info, 'osImage') || '<unknown>',
    architecture === '' ? kernel : `${kernel} (${architecture})`,
    textAt(info, 'containerRuntimeVersion') || '<unknown>',
  ];
}

function rolesOf(node: KubeObject): string[] {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([label, value]) => {
    if (label.startsWith(prefix) && label.length > prefix.length) return [label.slice(prefix.length)];
    return label === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].sort();
}

function eventCells(event: KubeObject, now: number): readonly (string | number)[] {
  const first = ageOf(event['firstTimestamp'] ?? event['eventTime'], now);
  const series = event['series'];
  const lastSeen =
    event['lastTimestamp'] === null || event['lastTimestamp'] === undefined
      ? first
      : ageOf(event['lastTimestamp'], now);
  const about = objectAt(event, 'involvedObject');
  const name = textAt(about, 'name');
  const kind = textAt(about, 'kind').toLowerCase();
  return [
    series === undefined ? lastSeen : ageOf(textAt(series, 'lastObservedTime'), now),
    textAt(event, 'type'),
    textAt(event, 'reason'),
    name === '' ? kind : `${kind}/${name}`,
    textAt(about, 'fieldPath'),
    sourceText(event),
    textAt(event, 'message').trim(),
    first,
    series === undefined ? numberAt(event, ['count']) || 1 : numberAt(series, ['count']),
    event.metadata.name ?? '',
  ];
}

function sourceText(event: JsonObject): string {
  const component = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent');
  const host = textAt(event, 'source', 'host') || textAt(event, 'reportingInstance');
  return host === '' ? component : `${component}, ${host}`;
}

/** An event of events.k8s.io under the names that the core group has for its parts. */
function asCoreEvent(event: KubeObject): KubeObject {
  return {
    ...event,
    involvedObject: event['regarding'] ?? null,
    message: event['note'] ?? '',
    source: event['deprecatedSource'] ?? null,
    firstTimestamp: event['deprecatedFirstTimestamp'] ?? null,
    lastTimestamp: event['deprecatedLastTimestamp'] ?? null,
    count: event['deprecatedCount'] ?? 0,
    reportingComponent: event['reportingController'] ?? '',
  };
}
