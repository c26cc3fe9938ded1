import { isJsonObject, type Json, type JsonObject } from '../../base/index.ts';
import { type DefaultsTable, ensure, fill, objectsIn } from './defaulter.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** Defaults of the remaining groups (kubernetes 1.36, pkg/apis/GROUP/VERSION/defaults.go). */
export const otherDefaults: DefaultsTable = {
  'networking/v1.NetworkPolicyPort': (port) => fill(port, 'protocol', 'TCP'),
  'networking/v1.NetworkPolicy': (policy) => {
    const spec = ensure(policy, 'spec');
    const types = spec['policyTypes'];
    if (Array.isArray(types) && types.length > 0) return;
    spec['policyTypes'] = objectsIn(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  'networking/v1.IngressClassParametersReference': (reference) => fill(reference, 'scope', 'Cluster'),
  'autoscaling/v1.HorizontalPodAutoscaler': (scaler) => fill(ensure(scaler, 'spec'), 'minReplicas', 1),
  'autoscaling/v2.HorizontalPodAutoscaler': completeAutoscaler,
  'rbac/v1.ClusterRoleBinding': (binding) => fill(ensure(binding, 'roleRef'), 'apiGroup', rbacGroup),
  'rbac/v1.RoleBinding': (binding) => fill(ensure(binding, 'roleRef'), 'apiGroup', rbacGroup),
  'rbac/v1.Subject': (subject) => {
    if (subject['kind'] === 'User' || subject['kind'] === 'Group') fill(subject, 'apiGroup', rbacGroup);
  },
  'storage/v1.StorageClass': (storageClass) => {
    fill(storageClass, 'reclaimPolicy', 'Delete');
    fill(storageClass, 'volumeBindingMode', 'Immediate');
  },
  'storage/v1.CSIDriverSpec': (spec) => {
    fill(spec, 'attachRequired', true);
    fill(spec, 'podInfoOnMount', false);
    fill(spec, 'storageCapacity', false);
    fill(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType');
    fill(spec, 'volumeLifecycleModes', ['Persistent']);
    fill(spec, 'requiresRepublish', false);
    fill(spec, 'seLinuxMount', false);
  },
  'scheduling/v1.PriorityClass': (priorityClass) => fill(priorityClass, 'preemptionPolicy', 'PreemptLowerPriority'),
  'discovery/v1.EndpointPort': (port) => {
    port['name'] ??= '';
    fill(port, 'protocol', 'TCP');
  },
  'resource/v1.ExactDeviceRequest': completeDeviceRequest,
  'resource/v1.DeviceSubRequest': completeDeviceRequest,
  'flowcontrol/v1.FlowSchemaSpec': (spec) => fillZero(spec, 'matchingPrecedence', 1000),
  'flowcontrol/v1.ExemptPriorityLevelConfiguration': (exempt) => {
    fill(exempt, 'nominalConcurrencyShares', 0);
    fill(exempt, 'lendablePercent', 0);
  },
  'flowcontrol/v1.LimitedPriorityLevelConfiguration': (limited) => {
    fill(limited, 'nominalConcurrencyShares', 30);
    fill(limited, 'lendablePercent', 0);
  },
  'flowcontrol/v1.QueuingConfiguration': (queuing) => {
    fillZero(queuing, 'handSize', 8);
    fillZero(queuing, 'queues', 64);
    fillZero(queuing, 'queueLengthLimit', 50);
  },
  'admissionregistration/v1.ValidatingWebhook': completeWebhook,
  'admissionregistration/v1.MutatingWebhook': (webhook) => {
    completeWebhook(webhook);
    fill(webhook, 'reinvocationPolicy', 'Never');
  },
  'admissionregistration/v1.Rule': (rule) => fill(rule, 'scope', '*'),
  'admissionregistration/v1.RuleWithOperations': (rule) => fill(rule, 'scope', '*'),
  'admissionregistration/v1.NamedRuleWithOperations': (rule) => fill(rule, 'scope', '*'),
  'admissionregistration/v1.ServiceReference': (reference) => fill(reference, 'port', 443),
  'admissionregistration/v1.ValidatingAdmissionPolicySpec': (spec) => fill(spec, 'failurePolicy', 'Fail'),
  'admissionregistration/v1.MutatingAdmissionPolicySpec': (spec) => fill(spec, 'failurePolicy', 'Fail'),
  'admissionregistration/v1.MatchResources': (match) => {
    fill(match, 'matchPolicy', 'Equivalent');
    fill(match, 'namespaceSelector', {});
    fill(match, 'objectSelector', {});
  },
  'apiextensions/v1.CustomResourceDefinition': completeDefinition,
  'apiextensions/v1.ServiceReference': (reference) => fill(reference, 'port', 443),
  'apiregistration/v1.ServiceReference': (reference) => fill(reference, 'port', 443),
};

function completeDeviceRequest(request: JsonObject): void {
  fill(request, 'allocationMode', 'ExactCount');
  if (request['allocationMode'] === 'ExactCount') fillZero(request, 'count', 1);
}

function completeWebhook(webhook: JsonObject): void {
  fill(webhook, 'failurePolicy', 'Fail');
  fill(webhook, 'matchPolicy', 'Equivalent');
  fill(webhook, 'namespaceSelector', {});
  fill(webhook, 'objectSelector', {});
  fill(webhook, 'timeoutSeconds', 10);
}

function completeAutoscaler(scaler: JsonObject): void {
  const spec = ensure(scaler, 'spec');
  fill(spec, 'minReplicas', 1);
  if (objectsIn(spec['metrics']).length === 0) {
    const target = { type: 'Utilization', averageUtilization: 80 };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  const behavior = spec['behavior'];
  if (!isJsonObject(behavior)) return;
  behavior['scaleUp'] = withRules(behavior['scaleUp'], {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  });
  behavior['scaleDown'] = withRules(behavior['scaleDown'], {
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  });
}

function withRules(rules: Json | undefined, fallback: JsonObject): JsonObject {
  return isJsonObject(rules) ? { ...fallback, ...rules } : fallback;
}

function completeDefinition(definition: JsonObject): void {
  const spec = ensure(definition, 'spec');
  const names = ensure(spec, 'names');
  const kind = typeof names['kind'] === 'string' ? names['kind'] : '';
  fill(names, 'singular', kind.toLowerCase());
  if (kind !== '') fill(names, 'listKind', `${kind}List`);
  fill(spec, 'conversion', { strategy: 'None' });
  const status = ensure(definition, 'status');
  const stored = status['storedVersions'];
  if (Array.isArray(stored) && stored.length > 0) return;
  const storage = objectsIn(spec['versions']).find((version) => version['storage'] === true);
  if (storage !== undefined) status['storedVersions'] = [storage['name'] ?? ''];
}

/** Sets a number that is zero or missing. */
function fillZero(value: JsonObject, field: string, fallback: number): void {
  if (value[field] === 0) value[field] = fallback;
  fill(value, field, fallback);
}
