import { jsonAt, type KubeObject, numberAt, objectAt, objectsAt, textAt } from '../../base/index.ts';
import type { TreeNode } from '../contract/index.ts';

type Fact = TreeNode['facts'][number];

/** What a node of the tree tells of its object at a glance. */
export function factsOf(object: KubeObject): Fact[] {
  const status = objectAt(object, 'status');
  const spec = objectAt(object, 'spec');
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return [
        fact('ready', `${numberAt(status, ['readyReplicas'])}/${numberAt(spec, ['replicas'], 1)}`),
        ...revisionFact(object),
      ];
    case 'DaemonSet':
      return [fact('ready', `${numberAt(status, ['numberReady'])}/${numberAt(status, ['desiredNumberScheduled'])}`)];
    case 'Pod':
      return podFacts(object);
    case 'Service':
      return facts({ type: textAt(spec, 'type'), address: textAt(spec, 'clusterIP') });
    case 'Job':
      return [fact('succeeded', String(numberAt(status, ['succeeded'])))];
    case 'CronJob':
      return facts({ schedule: textAt(spec, 'schedule') });
    case 'PersistentVolumeClaim':
      return facts({ phase: textAt(status, 'phase'), capacity: textAt(status, 'capacity', 'storage') });
    case 'Ingress':
      return facts({
        hosts: objectsAt(spec, 'rules')
          .map((rule) => textAt(rule, 'host'))
          .filter((host) => host !== '')
          .join(', '),
      });
    default:
      return [];
  }
}

/** The images of a workload, each once. */
export function imagesOf(object: KubeObject): string[] {
  const template =
    object.kind === 'Pod'
      ? object
      : (jsonAt(object, 'spec', 'template') ?? jsonAt(object, 'spec', 'jobTemplate', 'spec', 'template'));
  const containers = ['initContainers', 'containers'].flatMap((list) => objectsAt(template, 'spec', list));
  return [...new Set(containers.map((container) => textAt(container, 'image')).filter((image) => image !== ''))];
}

/** The containers of a Pod whose logs can be read. */
export function containersOf(object: KubeObject): NonNullable<TreeNode['containers']> | undefined {
  if (object.kind !== 'Pod') return undefined;
  const states = [
    ...objectsAt(object, 'status', 'initContainerStatuses'),
    ...objectsAt(object, 'status', 'containerStatuses'),
  ];
  const list = (field: string, init: boolean) =>
    objectsAt(object, 'spec', field).map((container) => {
      const name = textAt(container, 'name');
      const state = states.find((candidate) => candidate['name'] === name);
      return {
        name,
        ...(init ? { init } : {}),
        ...(state === undefined ? {} : { ready: state['ready'] === true, restarts: numberAt(state, ['restartCount']) }),
      };
    });
  return [...list('containers', false), ...list('initContainers', true)];
}

function podFacts(object: KubeObject): Fact[] {
  const states = objectsAt(object, 'status', 'containerStatuses');
  const waiting = states.map((state) => textAt(state, 'state', 'waiting', 'reason')).find((reason) => reason !== '');
  const ready = states.filter((state) => state['ready'] === true).length;
  const restarts = states.reduce((sum, state) => sum + numberAt(state, ['restartCount']), 0);
  return [
    ...facts({ phase: waiting ?? textAt(object, 'status', 'phase') }),
    fact('ready', `${ready}/${objectsAt(object, 'spec', 'containers').length}`),
    ...(restarts === 0 ? [] : [fact('restarts', String(restarts))]),
    ...facts({ node: textAt(object, 'spec', 'nodeName') }),
  ];
}

function revisionFact({ metadata }: KubeObject): Fact[] {
  return facts({ revision: metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '' });
}

function facts(values: Readonly<Record<string, string>>): Fact[] {
  return Object.entries(values).flatMap(([name, value]) => (value === '' ? [] : [fact(name, value)]));
}

function fact(name: string, value: string): Fact {
  return { name, value: value.slice(0, 300) };
}
