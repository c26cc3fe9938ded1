import { isJsonObject, type JsonObject } from '../../base/index.ts';
import { type DefaultsTable, ensure, fill } from './defaulter.ts';

/** Defaults of the groups apps and batch (kubernetes 1.36, pkg/apis/apps/v1 and pkg/apis/batch/v1 defaults.go). */
export const workloadDefaults: DefaultsTable = {
  'apps/v1.Deployment': (deployment) => {
    const spec = ensure(deployment, 'spec');
    fill(spec, 'replicas', 1);
    const strategy = ensure(spec, 'strategy');
    fill(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') {
      const rolling = ensure(strategy, 'rollingUpdate');
      fill(rolling, 'maxUnavailable', '25%');
      fill(rolling, 'maxSurge', '25%');
    }
    fill(spec, 'revisionHistoryLimit', 10);
    fill(spec, 'progressDeadlineSeconds', 600);
  },
  'apps/v1.ReplicaSet': (set) => fill(ensure(set, 'spec'), 'replicas', 1),
  'apps/v1.DaemonSet': (set) => {
    // The count of template changes has no field in this version.
    ensure(ensure(set, 'metadata'), 'annotations')['deprecated.daemonset.template.generation'] ??= '0';
    const spec = ensure(set, 'spec');
    const strategy = ensure(spec, 'updateStrategy');
    fill(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') {
      const rolling = ensure(strategy, 'rollingUpdate');
      fill(rolling, 'maxUnavailable', 1);
      fill(rolling, 'maxSurge', 0);
    }
    fill(spec, 'revisionHistoryLimit', 10);
  },
  'apps/v1.StatefulSet': (set) => {
    const spec = ensure(set, 'spec');
    fill(spec, 'podManagementPolicy', 'OrderedReady');
    const strategy = ensure(spec, 'updateStrategy');
    if ((strategy['type'] ?? '') === '') {
      strategy['type'] = 'RollingUpdate';
      ensure(strategy, 'rollingUpdate');
    }
    const rolling = strategy['rollingUpdate'];
    if (strategy['type'] === 'RollingUpdate' && isJsonObject(rolling)) fill(rolling, 'partition', 0);
    const retention = ensure(spec, 'persistentVolumeClaimRetentionPolicy');
    fill(retention, 'whenDeleted', 'Retain');
    fill(retention, 'whenScaled', 'Retain');
    fill(spec, 'replicas', 1);
    fill(spec, 'revisionHistoryLimit', 10);
  },
  'batch/v1.Job': (job) => {
    const spec = ensure(job, 'spec');
    completeJobSpec(spec);
    const labels = templateLabels(spec);
    const metadata = ensure(job, 'metadata');
    const own = metadata['labels'];
    if (labels !== undefined && (!isJsonObject(own) || Object.keys(own).length === 0))
      metadata['labels'] = { ...labels };
  },
  'batch/v1.PodFailurePolicyOnPodConditionsPattern': (pattern) => fill(pattern, 'status', 'True'),
  'batch/v1.CronJob': (cronJob) => {
    const spec = ensure(cronJob, 'spec');
    fill(spec, 'concurrencyPolicy', 'Allow');
    fill(spec, 'suspend', false);
    fill(spec, 'successfulJobsHistoryLimit', 3);
    fill(spec, 'failedJobsHistoryLimit', 1);
  },
};

function completeJobSpec(spec: JsonObject): void {
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) spec['completions'] = 1;
  fill(spec, 'parallelism', 1);
  fill(spec, 'backoffLimit', spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647);
  fill(spec, 'completionMode', 'NonIndexed');
  fill(spec, 'suspend', false);
  fill(spec, 'podReplacementPolicy', spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed');
  fill(spec, 'manualSelector', false);
}

function templateLabels(spec: JsonObject): JsonObject | undefined {
  const template = spec['template'];
  const metadata = isJsonObject(template) ? template['metadata'] : undefined;
  const labels = isJsonObject(metadata) ? metadata['labels'] : undefined;
  return isJsonObject(labels) ? labels : undefined;
}
