import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../../base/index.ts';
import { DecodeError } from '../../decoding/typed-codec.ts';
import { badRequest, conflict, invalidObject, notFound } from '../api-error.ts';
import type { Cluster, WriteContext } from '../cluster.ts';
import { invalid } from '../field-error.ts';
import type { FieldWrite } from '../field-management.ts';
import { patchedText } from './patched-text.ts';
import { type UpdatePlan, updateObject } from './update.ts';
import type { Target, Written } from './write.ts';

/** A patch in one of its five forms (JSON and YAML apply are one). */
export type Patch =
  | { readonly kind: 'json'; readonly operations: Json }
  | { readonly kind: 'merge'; readonly patch: Json }
  | { readonly kind: 'strategic'; readonly patch: Json }
  | { readonly kind: 'apply'; readonly config: JsonObject; readonly force: boolean };

/** A patch, with what reading it complained of. */
export interface PatchRequest {
  readonly patch: Patch;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** What strict decoding says of the patch itself, such as `duplicate field "spec.x"`. */
  readonly strictErrors: readonly string[];
}

/** The port for patches of the first three forms. Documents are not changed; throws ApiError. */
export interface Patching {
  json(document: JsonObject, operations: Json): Json;
  merge(document: JsonObject, patch: Json): Json;
  strategic(document: JsonObject, patch: Json, target: Target): Json;
}

/** Patches an object; an apply also makes what is not there. Throws ApiError. */
export function patchObject(
  cluster: Cluster,
  target: Target,
  request: PatchRequest,
  context: WriteContext,
): Promise<Written> {
  const { patch } = request;
  const plan: UpdatePlan = {
    create: patch.kind === 'apply' && target.subresource === '',
    next: (current) => {
      const live = current === undefined ? undefined : target.type.codec.fromStorage(current, target.version);
      return target.type.codec.toStorage(patchedObject(cluster, target, live, request, context), target.version);
    },
  };
  return updateObject(cluster, target, plan, context);
}

/** What a patch makes of an object, in the target's version, with its managed fields. Throws ApiError. */
export function patchedObject(
  cluster: Cluster,
  target: Target,
  live: KubeObject | undefined,
  request: PatchRequest,
  context: WriteContext,
): KubeObject {
  const { patch } = request;
  const next =
    patch.kind === 'apply'
      ? applied(cluster, target, live, patch, context)
      : changed(cluster, target, live, request, context);
  checkIdentity(target, next, live);
  return next;
}

function changed(
  cluster: Cluster,
  target: Target,
  live: KubeObject | undefined,
  request: PatchRequest,
  context: WriteContext,
): KubeObject {
  if (live === undefined) throw notFound(target.type, target.name);
  const patched = patchedDocument(cluster, target, live, request.patch);
  const next = readPatched(target, patched, request, context);
  return cluster.fields.update(live, next, fieldWrite(cluster, target, context));
}

function patchedDocument(cluster: Cluster, target: Target, live: KubeObject, patch: Patch): Json {
  switch (patch.kind) {
    case 'json':
      return cluster.patching.json(live, patch.operations);
    case 'merge':
      return cluster.patching.merge(live, patch.patch);
    case 'strategic':
      return cluster.patching.strategic(live, patch.patch, target);
    case 'apply':
      return live;
  }
}

/** The patched document as an object. Throws ApiError 422 in the words of apiserver (endpoints/handlers/patch.go). */
function readPatched(target: Target, patched: Json, request: PatchRequest, context: WriteContext): KubeObject {
  const { codec } = target.type;
  const refuse = (why: string): Error => {
    return invalidObject({ group: '', kind: '' }, '', [invalid('patch', patchedText(patched, request.patch), why)]);
  };
  if (!isJsonObject(patched)) throw refuse('json: cannot unmarshal into Go value');
  try {
    const { object, unknown } = codec.decode(patched, target.version);
    const strict = [...request.strictErrors, ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`)];
    if (strict.length > 0 && request.fieldValidation === 'Strict') {
      throw refuse(`strict decoding error: ${strict.join(', ')}`);
    }
    if (request.fieldValidation === 'Warn') for (const text of strict) context.warn(text);
    codec.applyDefaults(object, target.version);
    return object;
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message);
    throw error;
  }
}

function applied(
  cluster: Cluster,
  target: Target,
  live: KubeObject | undefined,
  patch: Patch & { kind: 'apply' },
  context: WriteContext,
): KubeObject {
  const { codec } = target.type;
  const write = { ...fieldWrite(cluster, target, context), force: patch.force };
  const merged = cluster.fields.apply(live, patch.config, write);
  try {
    const { object } = codec.decode(merged, target.version);
    codec.applyDefaults(object, target.version);
    return object;
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message);
    throw error;
  }
}

function checkIdentity(target: Target, next: KubeObject, live: KubeObject | undefined): void {
  const { type, name } = target;
  const { uid } = next.metadata;
  if (live === undefined && uid !== undefined && uid !== '') {
    throw conflict(
      type,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  }
  const own = next.metadata.name ?? '';
  if (own === '' && live === undefined) next.metadata.name = name;
  else if (own === '')
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  else if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  }
}

function fieldWrite(cluster: Cluster, target: Target, context: WriteContext): FieldWrite {
  return {
    type: target.type,
    version: target.version,
    subresource: target.subresource,
    manager: context.manager,
    now: cluster.clock.now(),
  };
}
