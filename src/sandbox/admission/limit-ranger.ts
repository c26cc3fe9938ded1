import {
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  objectsAt,
  parseQuantity,
  textAt,
} from '../../base/index.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../machinery/admission.ts';
import { forbidden } from '../machinery/api-error.ts';
import { addAmounts, type Amounts, amountsOf, maxAmounts } from './amounts.ts';

const annotation = 'kubernetes.io/limit-ranger';

/** Gives containers the requests and limits of a namespace's LimitRanges, and holds pods and claims to them (kubernetes 1.36, plugin/pkg/admission/limitranger). */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit: (attributes) => {
    const { object, operation } = attributes;
    if (!isPod(attributes) || operation !== 'CREATE' || object === undefined) return;
    for (const range of rangesOf(attributes)) setDefaults(object, range);
  },
  validate: (attributes) => {
    const { object, operation, type, name } = attributes;
    const isClaim = type.group === '' && type.plural === 'persistentvolumeclaims' && attributes.subresource === '';
    const isNewPod = isPod(attributes) && operation === 'CREATE';
    if (object === undefined || operation === 'DELETE' || !(isNewPod || isClaim)) return;
    for (const range of rangesOf(attributes)) {
      const problems = isClaim ? claimProblems(object, range) : podProblems(object, range);
      if (problems.length === 0) continue;
      const unique = [...new Set(problems)];
      throw forbidden(type, name, unique.length === 1 ? (unique[0] ?? '') : `[${unique.join(', ')}]`);
    }
  },
};

function isPod({ type, subresource }: AdmissionAttributes): boolean {
  return type.group === '' && type.plural === 'pods' && subresource === '';
}

function rangesOf({ cluster, namespace }: AdmissionAttributes): readonly KubeObject[] {
  if (namespace === '') return [];
  return cluster.storage.scan(`/limitranges/${namespace}/`).map(({ object }) => object);
}

function limitsOf(range: KubeObject): readonly JsonObject[] {
  return isJsonObject(range['spec']) ? objectsAt(range['spec'], 'limits') : [];
}

function containersOf(pod: KubeObject, field: 'containers' | 'initContainers'): readonly JsonObject[] {
  return isJsonObject(pod['spec']) ? objectsAt(pod['spec'], field) : [];
}

function setDefaults(pod: KubeObject, range: KubeObject): void {
  const limits: JsonObject = {};
  const requests: JsonObject = {};
  for (const limit of limitsOf(range)) {
    if (limit['type'] !== 'Container') continue;
    Object.assign(limits, limit['default']);
    Object.assign(requests, limit['defaultRequest']);
  }
  const notes: string[] = [];
  for (const [field, what] of [
    ['containers', 'container'],
    ['initContainers', 'init container'],
  ] as const) {
    for (const container of containersOf(pod, field)) {
      const resources = isJsonObject(container['resources']) ? container['resources'] : {};
      const filled = (kind: 'limits' | 'requests', defaults: JsonObject): readonly string[] => {
        const given = isJsonObject(resources[kind]) ? resources[kind] : {};
        const added = Object.keys(defaults)
          .filter((name) => given[name] === undefined)
          .sort();
        if (added.length > 0) {
          resources[kind] = { ...given, ...Object.fromEntries(added.map((name) => [name, defaults[name] as Json])) };
          container['resources'] = resources;
        }
        return added;
      };
      const addedLimits = filled('limits', limits);
      const addedRequests = filled('requests', requests);
      const name = textAt(container, 'name');
      if (addedRequests.length > 0) notes.push(`${addedRequests.join(', ')} request for ${what} ${name}`);
      if (addedLimits.length > 0) notes.push(`${addedLimits.join(', ')} limit for ${what} ${name}`);
    }
  }
  if (notes.length === 0) return;
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [annotation]: `LimitRanger plugin set: ${notes.join('; ')}`,
  };
}

interface Used {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

function usedBy(container: JsonObject): Used {
  const resources = isJsonObject(container['resources']) ? container['resources'] : {};
  return { requests: amountsOf(resources['requests']), limits: amountsOf(resources['limits']) };
}

function podProblems(pod: KubeObject, range: KubeObject): readonly string[] {
  const containers = containersOf(pod, 'containers');
  const initContainers = containersOf(pod, 'initContainers');
  return limitsOf(range).flatMap((limit) => {
    if (limit['type'] === 'Container') {
      return [...containers, ...initContainers].flatMap((container) => limitProblems(limit, usedBy(container)));
    }
    if (limit['type'] !== 'Pod') return [];
    const total = (kind: keyof Used): Amounts =>
      maxAmounts(
        addAmounts(...containers.map((container) => usedBy(container)[kind])),
        ...initContainers.map((container) => usedBy(container)[kind]),
      );
    return limitProblems(limit, { requests: total('requests'), limits: total('limits') });
  });
}

function limitProblems(limit: JsonObject, { requests, limits }: Used): readonly string[] {
  const type = textAt(limit, 'type');
  const problems: string[] = [];
  for (const [name, bound] of amountsOf(limit['min'])) {
    const request = requests.get(name);
    const most = limits.get(name);
    const what = `minimum ${name} usage per ${type} is ${bound.text}`;
    if (request === undefined) problems.push(`${what}.  No request is specified`);
    else if (request.value < bound.value) problems.push(`${what}, but request is ${request.text}`);
    else if (most !== undefined && most.value < bound.value) problems.push(`${what}, but limit is ${most.text}`);
  }
  for (const [name, bound] of amountsOf(limit['max'])) {
    const request = requests.get(name);
    const most = limits.get(name);
    const what = `maximum ${name} usage per ${type} is ${bound.text}`;
    if (most === undefined) problems.push(`${what}.  No limit is specified`);
    else if (most.value > bound.value) problems.push(`${what}, but limit is ${most.text}`);
    else if (request !== undefined && request.value > bound.value)
      problems.push(`${what}, but request is ${request.text}`);
  }
  for (const [name, ratio] of amountsOf(limit['maxLimitRequestRatio'])) {
    const request = requests.get(name)?.value ?? 0n;
    const most = limits.get(name)?.value ?? 0n;
    const what = `${name} max limit to request ratio per ${type} is ${ratio.text}`;
    if (request === 0n) problems.push(`${what}, but no request is specified or request is 0`);
    else if (most === 0n) problems.push(`${what}, but no limit is specified or limit is 0`);
    else if (Number(most) / Number(request) > Number(ratio.value) / 1e9) {
      problems.push(`${what}, but provided ratio is ${(Number(most) / Number(request)).toFixed(6)}`);
    }
  }
  return problems;
}

function claimProblems(claim: KubeObject, range: KubeObject): readonly string[] {
  const requests = isJsonObject(claim['spec']) ? usedBy(claim['spec']).requests : new Map();
  return limitsOf(range).flatMap((limit) => {
    if (limit['type'] !== 'PersistentVolumeClaim') return [];
    const least = limitProblems(
      { type: 'PersistentVolumeClaim', ...pick(limit, 'min') },
      { requests, limits: new Map() },
    );
    const most = [...amountsOf(limit['max'])].flatMap(([name, bound]) => {
      const request = requests.get(name);
      const what = `maximum ${name} usage per PersistentVolumeClaim is ${bound.text}`;
      if (request === undefined) return [`${what}.  No request is specified`];
      return (parseQuantity(request.text) ?? 0n) > bound.value ? [`${what}, but request is ${request.text}`] : [];
    });
    return [...least, ...most];
  });
}

function pick(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return value === undefined ? {} : { [name]: value };
}
