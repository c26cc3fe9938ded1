import {
  isJsonObject,
  jsonAt,
  type JsonObject,
  type KubeObject,
  objectsAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import { addAmounts, type Amount, type Amounts, amountsOf, maxAmounts } from '../amounts.ts';

/** A resource by group and plural. */
export interface Counted {
  readonly group: string;
  readonly plural: string;
}

const one: Amount = { value: 1_000_000_000n, text: '1' };
/** Resources that a quota may name as they are. */
const plain: ReadonlySet<string> = new Set(
  'configmaps persistentvolumeclaims pods replicationcontrollers resourcequotas secrets services'.split(' '),
);

/** What an object takes of a quota, by every name that quotas have for it (kubernetes 1.36, pkg/quota/v1/evaluator/core). */
export function usageOf(object: KubeObject, { group, plural }: Counted): Amounts {
  const name = group === '' ? plural : `${plural}.${group}`;
  const usage = new Map<string, Amount>([[`count/${name}`, one]]);
  if (group !== '') return usage;
  if (plural === 'pods')
    return isOver(object) ? new Map([[`count/${name}`, one]]) : new Map([...usage, ['pods', one], ...podUsage(object)]);
  if (plain.has(plural)) usage.set(plural, one);
  if (plural === 'services') addService(object, usage);
  if (plural === 'persistentvolumeclaims') addClaim(object, usage);
  return usage;
}

function isOver(pod: KubeObject): boolean {
  const phase = jsonAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object['spec']) ? object['spec'] : {};
}

/** The containers of a pod. */
export function containersOf(pod: KubeObject): readonly JsonObject[] {
  return [...objectsAt(specOf(pod), 'containers'), ...objectsAt(specOf(pod), 'initContainers')];
}

function podUsage(pod: KubeObject): Amounts {
  const usage = new Map<string, Amount>();
  const amounts = (kind: 'requests' | 'limits', field: string): readonly Amounts[] =>
    objectsAt(specOf(pod), field).map((container) => amountsOf(jsonAt(container, 'resources', kind)));
  const total = (kind: 'requests' | 'limits'): Amounts =>
    maxAmounts(addAmounts(...amounts(kind, 'containers')), ...amounts(kind, 'initContainers'));
  for (const [name, amount] of total('requests')) {
    usage.set(`requests.${name}`, amount);
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name)) usage.set(name, amount);
  }
  for (const [name, amount] of total('limits')) usage.set(`limits.${name}`, amount);
  return usage;
}

function addService(service: KubeObject, usage: Map<string, Amount>): void {
  const spec = specOf(service);
  const type = textAt(spec, 'type');
  const ports = objectsAt(spec, 'ports');
  const count = BigInt(ports.length);
  const all = { value: one.value * count, text: String(count) };
  if (type === 'LoadBalancer') {
    usage.set('services.loadbalancers', one);
    if (spec['allocateLoadBalancerNodePorts'] !== false) usage.set('services.nodeports', all);
  }
  if (type === 'NodePort') usage.set('services.nodeports', all);
}

function addClaim(claim: KubeObject, usage: Map<string, Amount>): void {
  const storage = amountsOf(jsonAt(claim, 'spec', 'resources', 'requests')).get('storage');
  const storageClass = textAt(specOf(claim), 'storageClassName');
  const suffix = 'storageclass.storage.k8s.io';
  if (storage !== undefined) usage.set('requests.storage', storage);
  if (storageClass === '') return;
  usage.set(`${storageClass}.${suffix}/persistentvolumeclaims`, one);
  if (storage !== undefined) usage.set(`${storageClass}.${suffix}/requests.storage`, storage);
}

/** Whether a quota is about an object by its scopes; a quota with scopes is about pods only. */
export function inScope(quota: KubeObject, object: KubeObject, { group, plural }: Counted): boolean {
  const scopes = textsAt(specOf(quota), 'scopes');
  const selector = jsonAt(quota, 'spec', 'scopeSelector', 'matchExpressions');
  if (scopes.length === 0 && selector === undefined) return true;
  if (group !== '' || plural !== 'pods' || selector !== undefined) return false;
  const hasDeadline = typeof specOf(object)['activeDeadlineSeconds'] === 'number';
  const isBestEffort = podUsage(object).size === 0;
  const holds: Readonly<Record<string, boolean>> = {
    Terminating: hasDeadline,
    NotTerminating: !hasDeadline,
    BestEffort: isBestEffort,
    NotBestEffort: !isBestEffort,
  };
  return scopes.every((scope) => holds[scope] === true);
}
