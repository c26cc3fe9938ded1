import {
  type Json,
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
import {
  failurePolicyRestart,
  jobPolicyErrors,
  jobSelectionErrors,
  jobSpecErrors,
} from '../../validation/kinds/jobs.ts';
import { nonNegativeErrors, templateErrors } from '../../validation/pods/pod-template.ts';
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
  const spec = objectAt(object, 'spec');
  return [...jobTemplateErrors(spec, 'spec', () => jobSelectionErrors(spec, object.metadata.uid ?? ''))];
}

function jobTemplateErrors(spec: JsonObject, path: string, selection: () => readonly FieldError[]): FieldError[] {
  const template = objectAt(spec, 'template');
  const policy = textAt(template, 'spec', 'restartPolicy');
  return [
    ...jobSpecErrors(spec, path),
    ...templateErrors(template, `${path}.template`),
    ...(policy === 'OnFailure' || policy === 'Never'
      ? []
      : [required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')]),
    ...failurePolicyRestart(spec, path),
    ...jobPolicyErrors(spec, path),
    ...selection(),
  ];
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
  if (suspended && !jsonEqual(fixedTemplate(spec), fixedTemplate(before))) {
    errors.push(invalid('spec.template.spec', objectAt(spec, 'template', 'spec'), 'field is immutable'));
  }
  for (const field of ['selector', ...(suspended ? [] : ['template']), 'completionMode', 'managedBy'] as const) {
    if (jsonEqual(spec[field], before[field])) continue;
    errors.push(invalid(`spec.${field}`, spec[field], 'field is immutable'));
  }
  return errors;
}

/** What stays of a template that has not been started: where its pods run may still be said. */
function fixedTemplate(spec: JsonObject): JsonObject {
  const {
    nodeSelector: _,
    tolerations: __,
    affinity: ___,
    schedulingGates: ____,
    ...rest
  } = objectAt(spec, 'template', 'spec');
  return rest;
}

function cronJobErrors(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const schedule = textAt(object, 'spec', 'schedule');
  if (schedule === '') {
    errors.push(required('spec.schedule'));
  } else {
    const parsed = parseCronSchedule(schedule);
    const zoned = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    if (/^(CRON_)?TZ=/.test(schedule)) errors.push(invalid('spec.schedule', schedule, zoned));
    else if (typeof parsed === 'string') errors.push(invalid('spec.schedule', schedule, parsed));
  }
  errors.push(...timeZoneErrors(objectAt(object, 'spec')['timeZone']));
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
  const job = objectAt(object, 'spec', 'jobTemplate', 'spec');
  const manual = {
    field: 'spec.jobTemplate.spec.manualSelector',
    message: 'Unsupported value: true: supported values: "nil", "false"',
  };
  errors.push(
    ...jobTemplateErrors(job, 'spec.jobTemplate.spec', () =>
      job['manualSelector'] === true ? [{ reason: 'FieldValueNotSupported', ...manual }] : [],
    ),
  );
  // The names of a CronJob's Jobs end in eleven more characters.
  const name = object.metadata.name ?? '';
  if (name.length > 52) errors.push(invalid('metadata.name', name, 'must be no more than 52 characters'));
  return errors;
}

function timeZoneErrors(zone: Json | undefined): FieldError[] {
  const at = 'spec.timeZone';
  if (typeof zone !== 'string') return [];
  if (zone === '') return [invalid(at, zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') {
    return [invalid(at, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
  }
  return isTimeZone(zone) ? [] : [invalid(at, zone, `unknown time zone ${zone}`)];
}
