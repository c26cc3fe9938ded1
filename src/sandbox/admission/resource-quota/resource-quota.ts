import { jsonAt, type KubeObject, textAt } from '../../../base/index.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../../machinery/admission.ts';
import { forbidden } from '../../machinery/api-error.ts';
import { formatAmount } from '../amount-text.ts';
import { type Amount, type Amounts, amountsOf } from '../amounts.ts';
import { hardOf, usedOf } from './quota.ts';
import { containersOf, inScope, usageOf } from './usage.ts';

/**
 * Refuses what would exceed a ResourceQuota of its namespace (apiserver v0.36.3, pkg/admission/plugin/resourcequota). What is used is
 * counted anew for each request, so that a quota that is new holds at once.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate: (attributes) => {
    const { cluster, namespace, object, operation, subresource } = attributes;
    if (namespace === '' || object === undefined || operation === 'DELETE' || subresource !== '') return;
    const quotas = cluster.storage.scan(`/resourcequotas/${namespace}/`);
    for (const { object: quota } of quotas) hold(quota, object, attributes);
  },
};

function hold(
  quota: KubeObject,
  object: KubeObject,
  { cluster, type, name, old, operation }: AdmissionAttributes,
): void {
  if (!inScope(quota, object, type)) return;
  const hard = hardOf(quota);
  const quotaName = quota.metadata.name ?? '';
  if (type.group === '' && type.plural === 'pods' && operation === 'CREATE') {
    const missing = unsetResources(object, hard);
    if (missing !== '') throw forbidden(type, name, `failed quota: ${quotaName}: must specify ${missing}`);
  }
  const before: Amounts = old === undefined || !inScope(quota, old, type) ? new Map() : usageOf(old, type);
  const requested = new Map<string, Amount>();
  for (const [resource, amount] of usageOf(object, type)) {
    const delta = amount.value - (before.get(resource)?.value ?? 0n);
    if (delta > 0n && hard.has(resource))
      requested.set(resource, { value: delta, text: formatAmount(delta, amount.text) });
  }
  if (requested.size === 0) return;
  const used = usedOf(quota, cluster.registry, cluster.storage);
  const exceeded = [...requested].filter(
    ([resource, { value }]) => (used.get(resource)?.value ?? 0n) + value > (hard.get(resource)?.value ?? 0n),
  );
  if (exceeded.length === 0) return;
  const names = exceeded.map(([resource]) => resource).sort();
  const list = (amounts: Amounts): string =>
    names.map((resource) => `${resource}=${amounts.get(resource)?.text ?? '0'}`).join(',');
  const why = `exceeded quota: ${quotaName}, requested: ${list(requested)}, used: ${list(used)}, limited: ${list(hard)}`;
  throw forbidden(type, name, why);
}

const compute = [
  'cpu',
  'ephemeral-storage',
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** What containers must say where a quota limits it. */
function unsetResources(pod: KubeObject, hard: Amounts): string {
  return compute
    .filter((name) => hard.has(name))
    .flatMap((name) => {
      const [kind = 'requests', resource = name] = name.includes('.') ? name.split('.') : ['requests', name];
      const silent = containersOf(pod).filter(
        (container) => !amountsOf(jsonAt(container, 'resources', kind)).has(resource),
      );
      const names = silent.map((container) => textAt(container, 'name')).sort();
      return names.length === 0 ? [] : [`${name} for: ${names.join(',')}`];
    })
    .join('; ');
}
