import { isJsonObject, jsonAt, type JsonObject, type KubeObject } from '../../../base/index.ts';

/** Where workloads keep their pod spec: pods themselves, those with a template, and CronJobs. */
const podSpecs: readonly (readonly string[])[] = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** The images of a workload's containers, in their order; of its init containers too where `initContainers` says so. */
export function imagesOf(object: KubeObject, which: { readonly initContainers: boolean }): string[] {
  for (const path of podSpecs) {
    const spec = jsonAt(object, ...path);
    if (!isJsonObject(spec) || !Array.isArray(spec['containers'])) continue;
    return [...imagesIn(spec, 'containers'), ...(which.initContainers ? imagesIn(spec, 'initContainers') : [])];
  }
  return [];
}

function imagesIn(spec: JsonObject, field: string): string[] {
  const containers = spec[field];
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container) => {
    const image = isJsonObject(container) ? container['image'] : undefined;
    return typeof image === 'string' && image !== '' ? [image] : [];
  });
}
