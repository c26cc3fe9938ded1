import { type JsonObject, numberAt, objectAt, objectsAt, textAt } from '../../base/index.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../machinery/admission.ts';
import { forbidden } from '../machinery/api-error.ts';
import type { Cluster } from '../machinery/cluster.ts';

const pods = { group: '', plural: 'pods' };

/** Priority and the tolerations that every pod has (kubernetes 1.36, plugin/pkg/admission/priority and defaulttolerationseconds). */
export const podPlacement: AdmissionPlugin = {
  name: 'PodPlacement',
  admit: (attributes) => {
    const spec = newPodSpec(attributes);
    if (spec === undefined) return;
    setPriority(spec, attributes);
    tolerate(spec, 'node.kubernetes.io/not-ready');
    tolerate(spec, 'node.kubernetes.io/unreachable');
  },
};

function newPodSpec({ operation, type, subresource, object }: AdmissionAttributes): JsonObject | undefined {
  if (operation !== 'CREATE' || type.plural !== 'pods' || type.group !== '' || subresource !== '') return undefined;
  return objectAt(object, 'spec');
}

function setPriority(spec: JsonObject, { cluster, name }: AdmissionAttributes): void {
  const asked = textAt(spec, 'priorityClassName');
  const found = asked === '' ? defaultClass(cluster) : cluster.storage.get(priorityKey(asked))?.object;
  if (asked !== '' && found === undefined) throw forbidden(pods, name, `no PriorityClass with name ${asked} was found`);
  const value = numberAt(found, ['value']);
  const given = spec['priority'];
  if (typeof given === 'number' && given !== value) {
    const why = `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    throw forbidden(pods, name, why);
  }
  if (asked === '' && found !== undefined) spec['priorityClassName'] = found.metadata.name;
  spec['priority'] = value;
  spec['preemptionPolicy'] ??= found?.['preemptionPolicy'] ?? 'PreemptLowerPriority';
}

function priorityKey(name: string): string {
  return `scheduling.k8s.io/priorityclasses//${name}`;
}

function defaultClass(cluster: Cluster): (JsonObject & { metadata: { name?: string } }) | undefined {
  return cluster.storage
    .scan('scheduling.k8s.io/priorityclasses/')
    .map((stored) => stored.object)
    .filter((object) => object['globalDefault'] === true)
    .sort((a, b) => numberAt(a, ['value']) - numberAt(b, ['value']))[0];
}

function tolerate(spec: JsonObject, key: string): void {
  const tolerations = objectsAt(spec, 'tolerations');
  const covered = tolerations.some((toleration) => {
    const [own, effect] = [textAt(toleration, 'key'), textAt(toleration, 'effect')];
    return (own === key || own === '') && (effect === 'NoExecute' || effect === '');
  });
  if (covered) return;
  spec['tolerations'] = [...tolerations, { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }];
}
