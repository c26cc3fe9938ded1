/**
 * Times the functions of `src/patch` on a Deployment of usual size: `bin/node benchmarks/patch.ts`. The goal is an apply in at most
 * 0.3 ms, warm, since the sandbox API server has one thread for all writes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, KubeObject } from '../src/base/index.ts';
import {
  applyJsonPatch,
  applyStrategicMergePatch,
  compareOwned,
  createThreeWayMergePatch,
  diffJsonPatch,
  extractOwned,
  fieldDifferences,
  FieldSet,
  type ManagedKind,
  MergeTypes,
  ownedFields,
  parseFieldSet,
  updateOnApply,
  updateOnWrite,
} from '../src/patch/index.ts';
import { builtinSchemas } from '../src/schema/index.ts';

const now = Date.UTC(2026, 0, 1);
const schemas = builtinSchemas();
const types = new MergeTypes(schemas);
const gvk = { group: 'apps', version: 'v1', kind: 'Deployment' };
const schema = schemas.ofKind(gvk);
const kind: ManagedKind = { gvk, typeOf: () => types.ofKind(gvk) };

function container(name: string, image: string): JsonObject {
  return {
    name,
    image,
    args: ['--port', '8080', '--level', 'info'],
    env: Array.from({ length: 8 }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value ${index}` })),
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, initialDelaySeconds: 5, periodSeconds: 10 },
    livenessProbe: { httpGet: { path: '/live', port: 'http' }, initialDelaySeconds: 5, periodSeconds: 10 },
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
}

function deployment(image: string): KubeObject {
  const labels = { 'app.kubernetes.io/name': 'podinfo', 'app.kubernetes.io/part-of': 'demo' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'podinfo', namespace: 'default', labels, annotations: { 'slipway.dev/owner': 'demo' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
      template: {
        metadata: { labels, annotations: { 'prometheus.io/scrape': 'true' } },
        spec: {
          containers: [container('podinfo', image), container('sidecar', 'nginx:1.27')],
          volumes: [{ name: 'data', emptyDir: {} }],
          serviceAccountName: 'podinfo',
        },
      },
    },
  };
}

function appliedOver(live: KubeObject | undefined, applied: KubeObject, manager = 'slipway'): KubeObject {
  const outcome = updateOnApply({ kind, live, applied, manager, force: true, now });
  if (outcome.kind === 'conflict') throw new Error(outcome.message);
  return { ...outcome.object, metadata: { ...outcome.object.metadata, uid: 'u' } };
}

const desired = deployment('podinfo:6.7.0');
const next = deployment('podinfo:6.8.0');
const live = updateOnWrite({
  kind,
  before: appliedOver(undefined, desired),
  after: { ...appliedOver(undefined, desired), status: { observedGeneration: 1, replicas: 2, readyReplicas: 2 } },
  manager: 'kube-controller-manager',
  now,
});
const owned = ownedFields(live.metadata.managedFields, 'slipway') ?? FieldSet.empty;
const fields = owned.toJson();
const others = ownedFields(live.metadata.managedFields, 'kube-controller-manager', 'Update') ?? FieldSet.empty;
const smaller = deployment('podinfo:6.8.0');
delete smaller.metadata.annotations;
const operations = diffJsonPatch(live, appliedOver(live, next));
const patch = { spec: { template: { spec: { containers: [{ name: 'podinfo', image: 'podinfo:6.8.0' }] } } } };

const cases: Readonly<Record<string, () => unknown>> = {
  'apply, nothing to change': () =>
    updateOnApply({ kind, live, applied: desired, manager: 'slipway', force: false, now }),
  'apply, another image': () => updateOnApply({ kind, live, applied: next, manager: 'slipway', force: false, now }),
  'apply, a field dropped': () =>
    updateOnApply({ kind, live, applied: smaller, manager: 'slipway', force: false, now }),
  'apply, first': () =>
    updateOnApply({ kind, live: undefined, applied: desired, manager: 'slipway', force: false, now }),
  'update, another image': () =>
    updateOnWrite({ kind, before: live, after: { ...next, metadata: live.metadata }, manager: 'kubectl', now }),
  'field set: parse': () => parseFieldSet(fields),
  'field set: write': () => parseFieldSet(fields).toJson(),
  'field set: union, difference': () => owned.union(others).difference(owned),
  'compare owned': () => compareOwned(desired, live, owned),
  'extract owned': () => extractOwned(live, owned),
  'field differences': () => fieldDifferences(next, live),
  'strategic merge patch': () => applyStrategicMergePatch(live, patch, schema, schemas),
  'three-way patch': () =>
    createThreeWayMergePatch({ original: desired, modified: next, current: live }, schema, schemas),
  'JSON patch, apply': () => applyJsonPatch(live, operations),
  'JSON patch, make': () => diffJsonPatch(live, next),
};

/** The least disturbed of many measurements of a call in microseconds, after the compiler has seen it often. */
function timeOf(run: () => unknown): number {
  for (let turn = 0; turn < 2000; turn += 1) run();
  const samples = Array.from({ length: 31 }, () => {
    const start = performance.now();
    for (let turn = 0; turn < 100; turn += 1) run();
    return ((performance.now() - start) / 100) * 1000;
  });
  return Math.min(...samples);
}

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string;
};
console.log(
  `slipway ${version}, Node ${process.version}, ${owned.size} owned fields, ${JSON.stringify(live).length} bytes`,
);
for (const [name, run] of Object.entries(cases))
  console.log(`${name.padEnd(30)} ${timeOf(run).toFixed(1).padStart(8)} µs`);
