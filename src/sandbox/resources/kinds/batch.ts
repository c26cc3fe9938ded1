import {
  jsonEqual,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  textAt,
  textMapAt,
} from '../../../base/index.ts';
import { parseCronSchedule } from '../../cron/schedule.ts';
import { isTimeZone } from '../../cron/time-zone.ts';
import { type FieldError, invalid, required } from '../../machinery/field-error.ts';
import type { StrategyContext } from '../../machinery/strategy.ts';
import { nonNegativeErrors, templateErrors } from '../../validation/pod-template.ts';
import type { KindBehaviour } from '../builtin-types.ts';
import { standardStrategy } from '../standard-strategy.ts';

/** Jobs: their selector is made from their uid (kubernetes 1.36, registry/batch/job and pkg/apis/batch/validation). */
export const jobBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    orphanByDefault: true,
    prepareForCreate: (draft) => generateSelector(draft),
    validate: (object) => jobErrors(object),
    validateUpdate: (object, old, { subresource }) =>
      subresource === 'status' ? [] : [...jobErrors(object), ...jobChange(object, old)],
    deleteWarning:
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  }),
};

/** CronJobs. */
export const cronJobBehaviour: KindBehaviour = {
  strategy: standardStrategy({
    status: true,
    generation: true,
    validate: (object) => cronJobErrors(object),
    validateUpdate: (object, _old, { subresource }: StrategyContext) =>
      subresource === 'status' ? [] : cronJobErrors(object),
  }),
};

function generateSelector(draft: KubeObject): void {
  const spec = objectAt(draft, 'spec');
  if (spec['manualSelector'] === true) return;
  const template = objectAt(spec, 'template');
  const { uid = '', name = '' } = draft.metadata;
  const before = textMapAt(template, 'metadata', 'labels');
  const labels: Record<string, string> = {
    ...before,
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
  };
  // Labels that were filled in from the template go on to be the template's.
  if (jsonEqual(draft.metadata.labels ?? {}, before)) draft.metadata.labels = { ...labels };
  spec['template'] = { ...template, metadata: { ...objectAt(template, 'metadata'), labels } };
  spec['selector'] ??= {};
  const selector = objectAt(spec, 'selector');
  spec['selector'] = {
    ...selector,
    matchLabels: { ...objectAt(selector, 'matchLabels'), 'batch.kubernetes.io/controller-uid': uid },
  };
}

function jobErrors(object: KubeObject): FieldError[] {
  return [
    ...nonNegativeErrors(object, [
      'parallelism',
      'completions',
      'activeDeadlineSeconds',
      'backoffLimit',
      'ttlSecondsAfterFinished',
    ]),
    ...jobTemplateErrors(objectAt(object, 'spec'), 'spec'),
  ];
}

function jobTemplateErrors(spec: JsonObject, path: string): FieldError[] {
  const errors = templateErrors(objectAt(spec, 'template'), `${path}.template`);
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy');
  if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  }
  if (spec['completionMode'] === 'Indexed' && spec['completions'] === undefined) {
    errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  }
  return errors;
}

function jobChange(object: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [objectAt(object, 'spec'), objectAt(old, 'spec')];
  // Upstream validates the spec once with the Job and once with its change, and says everything twice.
  const errors = jobErrors(object);
  const isIndexed = spec['completionMode'] === 'Indexed';
  const isElastic = isIndexed && spec['completions'] === spec['parallelism'];
  if (!isElastic && spec['completions'] !== before['completions']) {
    const why = isIndexed ? 'can only be modified in tandem with spec.parallelism' : 'field is immutable';
    errors.push(invalid('spec.completions', numberAt(spec, ['completions']), why));
  }
  const suspended = before['suspend'] === true && numberAt(old, ['status', 'active']) === 0;
  for (const field of ['selector', ...(suspended ? [] : ['template']), 'completionMode'] as const) {
    if (jsonEqual(spec[field], before[field])) continue;
    errors.push(invalid(`spec.${field}`, spec[field], 'field is immutable'));
  }
  return errors;
}

function cronJobErrors(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const schedule = textAt(object, 'spec', 'schedule');
  if (schedule === '') {
    errors.push(required('spec.schedule'));
  } else {
    const parsed = parseCronSchedule(schedule);
    if (typeof parsed === 'string') errors.push(invalid('spec.schedule', schedule, parsed));
  }
  const zone = textAt(object, 'spec', 'timeZone');
  if (zone !== '' && !isTimeZone(zone)) errors.push(invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
  const policy = textAt(object, 'spec', 'concurrencyPolicy');
  if (!['Allow', 'Forbid', 'Replace'].includes(policy)) {
    errors.push({
      reason: 'FieldValueNotSupported',
      field: 'spec.concurrencyPolicy',
      message: `Unsupported value: ${JSON.stringify(policy)}: supported values: "Allow", "Forbid", "Replace"`,
    });
  }
  errors.push(
    ...nonNegativeErrors(object, ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']),
  );
  errors.push(...jobTemplateErrors(objectAt(object, 'spec', 'jobTemplate', 'spec'), 'spec.jobTemplate.spec'));
  // The names of a CronJob's Jobs end in eleven more characters.
  const name = object.metadata.name ?? '';
  if (name.length > 52) errors.push(invalid('metadata.name', name, 'must be no more than 52 characters'));
  return errors;
}
