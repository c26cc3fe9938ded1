import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiVersionOf, type Json, type JsonObject, type KubeObject, parseApiVersion } from '../base/index.ts';
import { builtinSchemas, combineSchemaSets, crdSchemas, type SchemaSet } from '../schema/index.ts';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  type FieldPath,
  type ManagedKind,
  MergeTypes,
  parentOwners,
  type PatchError,
  resetFields,
  revertTimestamps,
  scaleOwners,
  updateOnApply,
  updateOnWrite,
} from './index.ts';
import { storedForm } from './testing/stored-form.ts';

/** Histories that `scripts/record-apply.ts` ran on a real API server: every step must come out here as it did there. */

interface RecordedStep {
  readonly verb: 'create' | 'update' | 'apply' | 'json' | 'merge' | 'strategic';
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: 'status' | 'scale';
  readonly apiVersion?: string;
  readonly body: Json;
  readonly now: number;
  readonly code: number;
  readonly object?: KubeObject;
  readonly message?: string;
  readonly causes?: readonly JsonObject[];
}

interface RecordedHistory {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly steps: readonly RecordedStep[];
}

interface Recording {
  readonly server: string;
  readonly definition?: JsonObject;
  readonly histories: readonly RecordedHistory[];
}

const folder = join(import.meta.dirname, 'testdata/recorded');
const replicas: FieldPath = ['f:spec', 'f:replicas'];

/** What the types of built-in kinds are before anything is set. */
const zeroes: Readonly<Record<string, JsonObject>> = {
  ConfigMap: {},
  Secret: {},
  Pod: { spec: { containers: null }, status: {} },
  Service: { spec: {}, status: { loadBalancer: {} } },
  Deployment: {
    spec: { selector: null, strategy: {}, template: { metadata: {}, spec: { containers: null } } },
    status: {},
  },
};

for (const file of readdirSync(folder)) {
  const recording = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording;
  describe(`${file}, recorded from Kubernetes ${recording.server}`, () => {
    const schemas = schemasOf(recording);
    it.each(recording.histories.map((history) => [history.name, history] as const))('%s', (_, history) => {
      replay(history, schemas);
    });
  });
}

function schemasOf({ definition }: Recording): SchemaSet {
  const builtin = builtinSchemas();
  return definition === undefined ? builtin : combineSchemaSets(crdSchemas(definition as KubeObject).set, builtin);
}

function replay(history: RecordedHistory, schemas: SchemaSet): void {
  const types = new MergeTypes(schemas);
  let live: KubeObject | undefined;
  for (const [index, step] of history.steps.entries()) {
    const context = `step ${index}: ${step.verb} ${step.subresource ?? ''} by ${step.manager}`;
    const apiVersion = step.apiVersion ?? history.apiVersion;
    const before = live === undefined ? undefined : { ...live, apiVersion };
    if (step.object === undefined) {
      expectRefusal(() => run(history, step, before, schemas, types), step, context);
      continue;
    }
    const after = run(history, step, before, schemas, types);
    const recorded = { ...step.object, metadata: { ...step.object.metadata, uid: 'u' } };
    expect(after.metadata.managedFields ?? [], context).toEqual(recorded.metadata.managedFields ?? []);
    // What a server makes of a new Pod or Service beyond defaults is admission's business.
    if (before !== undefined || !['Pod', 'Service'].includes(history.kind)) {
      expect(withoutIdentity(after), context).toEqual(withoutIdentity(recorded));
    }
    live = recorded;
  }
}

function withoutIdentity(object: KubeObject): JsonObject {
  const { managedFields: _fields, uid: _uid, ...metadata } = object.metadata;
  return { ...object, metadata };
}

class Refused extends Error {
  readonly causes: readonly JsonObject[];
  constructor(message: string, causes: readonly JsonObject[]) {
    super(message);
    this.causes = causes;
  }
}

/** Only refusals that are this folder's: the others (validation, missing objects) leave the object as it was. */
function expectRefusal(run: () => unknown, step: RecordedStep, context: string): void {
  const isOurs = (step.code === 409 && step.causes !== undefined) || step.code === 500;
  if (!isOurs) return;
  let refusal: unknown;
  try {
    run();
  } catch (error) {
    refusal = error;
  }
  expect(refusal, `${context} ${step.message}`).toBeInstanceOf(Error);
  // Upstream lists several problems in the order of Go's maps, which is none.
  expect(lines((refusal as Error).message), context).toEqual(lines(step.message ?? ''));
  if (step.code !== 409) expect((refusal as PatchError).httpStatus).toBe(step.code);
  else expect(sorted((refusal as Refused).causes), context).toEqual(sorted(step.causes ?? []));
}

function lines(message: string): string[] {
  return message.split('\n').sort();
}

function sorted(causes: readonly JsonObject[]): string[] {
  return causes.map((cause) => JSON.stringify([cause['reason'], cause['message'], cause['field']])).sort();
}

function run(
  history: RecordedHistory,
  step: RecordedStep,
  before: KubeObject | undefined,
  schemas: SchemaSet,
  types: MergeTypes,
): KubeObject {
  const kind = managedKind(history, step, types);
  const now = step.now * 1000;
  if (step.subresource === 'scale') return scale(history, step, before as KubeObject, types);
  const stored = (object: KubeObject): KubeObject => storedForm(object, schemas, schemas.ofKind(kind.gvk));
  if (step.verb === 'apply') {
    const { manager, force = false } = step;
    const outcome = updateOnApply({ kind, live: before, applied: step.body as KubeObject, manager, force, now });
    if (outcome.kind === 'conflict') throw new Refused(outcome.message, outcome.causes as unknown as JsonObject[]);
    const made = stored(outcome.object);
    const after = keepIdentity(step.subresource === 'status' ? statusWritten(before, made) : made, before);
    return before === undefined ? after : revertTimestamps(before, keepAllocated(after, before));
  }
  const after = stored(keepIdentity(written(step, before, schemas, kind), before));
  const tracked = updateOnWrite({ kind, before, after, manager: step.manager, now });
  if (before === undefined) return tracked;
  const kept = step.subresource === undefined ? { ...tracked, ...statusOf(before) } : tracked;
  return revertTimestamps(before, keepAllocated(kept, before));
}

/** What the status subresource of a custom resource takes from what is written. */
function statusWritten(before: KubeObject | undefined, after: KubeObject): KubeObject {
  if (before === undefined || !after.apiVersion.includes('.')) return after;
  const { managedFields: _, ...metadata } = before.metadata;
  const { managedFields } = after.metadata;
  return {
    ...before,
    ...statusOf(after),
    metadata: { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) },
  };
}

function statusOf(object: KubeObject): JsonObject {
  return object['status'] === undefined ? {} : { status: object['status'] };
}

/** What the server keeps of an object whatever is written. */
function keepIdentity(object: KubeObject, before: KubeObject | undefined): KubeObject {
  return before === undefined ? object : { ...object, metadata: { ...object.metadata, uid: 'u' } };
}

/** What the server keeps of a Service though a write leaves it out, after it has worked out who owns what. */
function keepAllocated(object: KubeObject, before: KubeObject): KubeObject {
  if (object.kind !== 'Service') return object;
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = before['spec'] as JsonObject;
  return { ...object, spec: { ...(object['spec'] as JsonObject), clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } };
}

function written(
  step: RecordedStep,
  before: KubeObject | undefined,
  schemas: SchemaSet,
  kind: ManagedKind,
): KubeObject {
  switch (step.verb) {
    case 'json':
      return applyJsonPatch(before as KubeObject, step.body) as KubeObject;
    case 'merge':
      return applyMergePatch(before as KubeObject, step.body) as KubeObject;
    case 'strategic':
      return applyStrategicMergePatch(before as KubeObject, step.body, schemas.ofKind(kind.gvk), schemas) as KubeObject;
    default:
      return structuredClone(step.body) as KubeObject;
  }
}

function managedKind(history: RecordedHistory, step: RecordedStep, types: MergeTypes): ManagedKind {
  const { group, version } = parseApiVersion(step.apiVersion ?? history.apiVersion);
  const gvk = { group, version, kind: history.kind };
  const custom = group.includes('.') ? { statusSubresource: true } : undefined;
  const filter = resetFields(gvk, step.subresource, custom);
  const versions = custom === undefined ? [version] : ['v1', 'v2'];
  const zero = zeroes[history.kind];
  return {
    gvk,
    ...(step.subresource === undefined ? {} : { subresource: step.subresource }),
    typeOf: (apiVersion) => types.ofKind({ ...parseApiVersion(apiVersion), kind: history.kind }),
    convert: (object, apiVersion) => ({ ...object, apiVersion }),
    ...(filter === undefined
      ? {}
      : { filters: Object.fromEntries(versions.map((name) => [apiVersionOf({ group, version: name }), filter])) }),
    ...(zero === undefined ? {} : { zero: { apiVersion: apiVersionOf(gvk), kind: gvk.kind, metadata: {}, ...zero } }),
  };
}

function scale(history: RecordedHistory, step: RecordedStep, before: KubeObject, types: MergeTypes): KubeObject {
  const gvk = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  const kind: ManagedKind = {
    gvk,
    subresource: 'scale',
    typeOf: (apiVersion) => types.ofKind({ ...parseApiVersion(apiVersion), kind: 'Scale' }),
  };
  const { group } = parseApiVersion(history.apiVersion);
  const paths = Object.fromEntries(['v1', 'v2'].map((version) => [apiVersionOf({ group, version }), replicas]));
  const scaleOf = (count: Json | undefined, owners: JsonObject[] | undefined): KubeObject => ({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: history.name, uid: 'u', ...(owners === undefined ? {} : { managedFields: owners }) },
    spec: count === undefined || count === 0 ? {} : { replicas: count },
    status: {},
  });
  const owners = scaleOwners(before.metadata.managedFields, paths);
  const current = (before['spec'] as JsonObject)['replicas'];
  const wanted = ((step.body as JsonObject)['spec'] as JsonObject)['replicas'];
  const after = updateOnWrite({
    kind,
    before: scaleOf(current, owners),
    after: scaleOf(wanted, owners),
    manager: step.manager,
    now: step.now * 1000,
  });
  const apiVersion = step.apiVersion ?? history.apiVersion;
  const managedFields = parentOwners(before.metadata.managedFields, after.metadata.managedFields, apiVersion, paths);
  const { managedFields: _, ...metadata } = before.metadata;
  return {
    ...before,
    apiVersion: history.apiVersion,
    metadata: { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) },
    spec: { ...(before['spec'] as JsonObject), replicas: wanted },
  };
}
