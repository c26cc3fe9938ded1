import { jsonAt, type KubeObject } from '../../../base/index.ts';
import type { Registry } from '../../machinery/registry.ts';
import { scanPrefix } from '../../machinery/resource-type.ts';
import type { Storage } from '../../storage.ts';
import { addAmounts, type Amounts, amountsOf } from '../amounts.ts';
import { type Counted, inScope, usageOf } from './usage.ts';

/** What a quota allows. */
export function hardOf(quota: KubeObject): Amounts {
  return amountsOf(jsonAt(quota, 'spec', 'hard'));
}

/** The resources whose objects a quota counts. */
export function countedBy(quota: KubeObject): readonly Counted[] {
  const counted = new Map<string, Counted>();
  for (const name of hardOf(quota).keys()) {
    const found = countedAs(name);
    counted.set(`${found.group}/${found.plural}`, found);
  }
  return [...counted.values()];
}

function countedAs(name: string): Counted {
  if (name.startsWith('count/')) {
    const [plural = '', ...group] = name.slice('count/'.length).split('.');
    return { group: group.join('.'), plural };
  }
  if (name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/')) {
    return { group: '', plural: 'persistentvolumeclaims' };
  }
  if (name.startsWith('services')) return { group: '', plural: 'services' };
  const isObject = /^(?:configmaps|persistentvolumeclaims|replicationcontrollers|resourcequotas|secrets)$/.test(name);
  return { group: '', plural: isObject ? name : 'pods' };
}

/** What the objects of a namespace take of a quota, by the names that it limits; 0 where they take nothing. */
export function usedOf(quota: KubeObject, registry: Registry, storage: Storage): Amounts {
  const namespace = quota.metadata.namespace ?? '';
  const usages = countedBy(quota).flatMap((counted) => {
    const type = registry.get(counted.group, counted.plural);
    if (type === undefined) return [];
    return storage
      .scan(scanPrefix(type, namespace))
      .filter(({ object }) => inScope(quota, object, counted))
      .map(({ object }) => usageOf(object, counted));
  });
  const total = addAmounts(...usages);
  return new Map([...hardOf(quota).keys()].map((name) => [name, total.get(name) ?? { value: 0n, text: '0' }]));
}
