import {
  type Json,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  objectsAt,
  parseApiVersion,
  textAt,
  textMapAt,
} from '../../base/index.ts';
import { conditionOf } from '../workloads/pods.ts';
import { ageOf, humanDuration } from './age.ts';
import { age, containerCells, labelsText, rowsOf, selectorCell, shortList, templateOf } from './cells.ts';
import type { RowPrinter } from './table.ts';

const count = (object: KubeObject, ...path: readonly string[]): number => numberAt(object, path);

const replicaRows = rowsOf(
  [['Desired', 'integer'], ['Current', 'integer'], ['Ready', 'integer'], 'Age', 'Containers*', 'Images*', 'Selector*'],
  (set, now) => [
    count(set, 'spec', 'replicas'),
    count(set, 'status', 'replicas'),
    count(set, 'status', 'readyReplicas'),
    age(set, now),
    ...containerCells(templateOf(set)),
    set.kind === 'ReplicationController'
      ? labelsText(textMapAt(set, 'spec', 'selector'))
      : selectorCell(objectAt(set, 'spec')['selector']),
  ],
);

/** What workloads show (kubernetes 1.36, printers/internalversion), by `group/kind`. */
export const workloadRows: Readonly<Record<string, RowPrinter>> = {
  'apps/Deployment': rowsOf(
    ['Ready', 'Up-to-date', 'Available', 'Age', 'Containers*', 'Images*', 'Selector*'],
    (deployment, now) => [
      `${count(deployment, 'status', 'readyReplicas')}/${count(deployment, 'spec', 'replicas')}`,
      count(deployment, 'status', 'updatedReplicas'),
      count(deployment, 'status', 'availableReplicas'),
      age(deployment, now),
      ...containerCells(templateOf(deployment)),
      selectorCell(objectAt(deployment, 'spec')['selector']),
    ],
  ),
  'apps/ReplicaSet': replicaRows,
  '/ReplicationController': replicaRows,
  'apps/StatefulSet': rowsOf(['Ready', 'Age', 'Containers*', 'Images*'], (set, now) => [
    `${count(set, 'status', 'readyReplicas')}/${count(set, 'spec', 'replicas')}`,
    age(set, now),
    ...containerCells(templateOf(set)),
  ]),
  'apps/DaemonSet': rowsOf(
    [
      ['Desired', 'integer'],
      ['Current', 'integer'],
      ['Ready', 'integer'],
      ['Up-to-date', 'integer'],
      ['Available', 'integer'],
      'Node Selector',
      'Age',
      'Containers*',
      'Images*',
      'Selector*',
    ],
    (set, now) => [
      count(set, 'status', 'desiredNumberScheduled'),
      count(set, 'status', 'currentNumberScheduled'),
      count(set, 'status', 'numberReady'),
      count(set, 'status', 'updatedNumberScheduled'),
      count(set, 'status', 'numberAvailable'),
      labelsText(textMapAt(set, 'spec', 'template', 'spec', 'nodeSelector')),
      age(set, now),
      ...containerCells(templateOf(set)),
      selectorCell(objectAt(set, 'spec')['selector']),
    ],
  ),
  'apps/ControllerRevision': rowsOf(['Controller', 'Revision', 'Age'], (revision, now) => [
    controllerText(revision),
    revision['revision'] ?? 0,
    age(revision, now),
  ]),
  'batch/Job': rowsOf(
    ['Status', 'Completions', 'Duration', 'Age', 'Containers*', 'Images*', 'Selector*'],
    (job, now) => [
      jobState(job),
      completions(job),
      duration(job, now),
      age(job, now),
      ...containerCells(templateOf(job)),
      selectorCell(objectAt(job, 'spec')['selector']),
    ],
  ),
  'batch/CronJob': rowsOf(
    [
      'Schedule',
      'Timezone',
      ['Suspend', 'boolean'],
      ['Active', 'integer'],
      'Last Schedule',
      'Age',
      'Containers*',
      'Images*',
      'Selector*',
    ],
    (cronJob, now) => {
      const last = textAt(cronJob, 'status', 'lastScheduleTime');
      const job = objectAt(cronJob, 'spec', 'jobTemplate', 'spec');
      return [
        textAt(cronJob, 'spec', 'schedule'),
        textAt(cronJob, 'spec', 'timeZone') || '<none>',
        boolText(objectAt(cronJob, 'spec')['suspend']),
        objectsAt(cronJob, 'status', 'active').length,
        last === '' ? '<none>' : ageOf(last, now),
        age(cronJob, now),
        ...containerCells(objectAt(job, 'template')),
        selectorCell(job['selector']),
      ];
    },
  ),
  '/PodTemplate': rowsOf(['Containers', 'Images', 'Pod Labels'], (template) => [
    ...containerCells(objectAt(template, 'template')),
    labelsText(textMapAt(template, 'template', 'metadata', 'labels')),
  ]),
  'policy/PodDisruptionBudget': rowsOf(
    ['Min Available', 'Max Unavailable', ['Allowed Disruptions', 'integer'], 'Age'],
    (budget, now) => {
      const { minAvailable, maxUnavailable } = objectAt(budget, 'spec');
      return [
        budgetText(minAvailable),
        budgetText(maxUnavailable),
        count(budget, 'status', 'disruptionsAllowed'),
        age(budget, now),
      ];
    },
  ),
  'autoscaling/HorizontalPodAutoscaler': rowsOf(
    ['Reference', 'Targets', 'MinPods', 'MaxPods', 'Replicas', 'Age'],
    (autoscaler, now) => {
      const reference = objectAt(autoscaler, 'spec', 'scaleTargetRef');
      const min = objectAt(autoscaler, 'spec')['minReplicas'];
      return [
        `${textAt(reference, 'kind')}/${textAt(reference, 'name')}`,
        metricsText(autoscaler),
        typeof min === 'number' ? String(min) : '<unset>',
        count(autoscaler, 'spec', 'maxReplicas'),
        count(autoscaler, 'status', 'currentReplicas'),
        age(autoscaler, now),
      ];
    },
  ),
};

function boolText(value: Json | undefined): string {
  if (value === undefined || value === null) return '<unset>';
  return value === true ? 'True' : 'False';
}

function budgetText(value: Json | undefined): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : 'N/A';
}

function controllerText(object: KubeObject): string {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return '<none>';
  const { group } = parseApiVersion(owner.apiVersion);
  return `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}`;
}

function jobState(job: KubeObject): string {
  const holds = (type: string): boolean => conditionOf(job, type)?.['status'] === 'True';
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function completions(job: KubeObject): string {
  const done = count(job, 'status', 'succeeded');
  const wanted = objectAt(job, 'spec')['completions'];
  if (typeof wanted === 'number') return `${done}/${wanted}`;
  const parallel = count(job, 'spec', 'parallelism');
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

function duration(job: KubeObject, now: number): string {
  const start = textAt(job, 'status', 'startTime');
  if (start === '') return '';
  const end = textAt(job, 'status', 'completionTime');
  return humanDuration((end === '' ? now : Date.parse(end)) - Date.parse(start));
}

function metricsText(autoscaler: KubeObject): string {
  const current = objectsAt(autoscaler, 'status', 'currentMetrics');
  // Version 1 knows one metric, by another name.
  const share = objectAt(autoscaler, 'spec')['targetCPUUtilizationPercentage'];
  if (typeof share === 'number') {
    const measured = objectAt(autoscaler, 'status')['currentCPUUtilizationPercentage'];
    return `cpu: ${typeof measured === 'number' ? `${measured}%` : '<unknown>'}/${share}%`;
  }
  const metrics = objectsAt(autoscaler, 'spec', 'metrics').map((metric, index) => metricText(metric, current[index]));
  return shortList(metrics, 2, '<none>', ', ');
}

/** Where a metric of a type has its target. */
const members: Readonly<Record<string, string>> = {
  External: 'external',
  Pods: 'pods',
  Object: 'object',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

function metricText(metric: JsonObject, status: JsonObject | undefined): string {
  const member = members[textAt(metric, 'type')];
  if (member === undefined) return '<unknown type>';
  const target = objectAt(metric, member, 'target');
  const current = objectAt(status, member, 'current');
  const average = textAt(target, 'averageValue');
  const isResource = member === 'resource' || member === 'containerResource';
  if (!isResource) {
    const known = textAt(current, average === '' ? 'value' : 'averageValue') || '<unknown>';
    const suffix = average !== '' && member !== 'pods' ? ' (avg)' : '';
    return `${known}/${average || textAt(target, 'value')}${suffix}`;
  }
  const name = textAt(metric, member, 'name');
  if (average !== '') return `${name}: ${textAt(current, 'averageValue') || '<unknown>'}/${average}`;
  const wanted = target['averageUtilization'];
  const used = current['averageUtilization'];
  const percent = (value: Json | undefined, other: string): string => (typeof value === 'number' ? `${value}%` : other);
  return `${name}: ${percent(used, '<unknown>')}/${percent(wanted, '<auto>')}`;
}
