import { cloneJson, isJsonObject, type Json, type JsonObject, type KubeObject } from '../../base/index.ts';
import { kubernetesGoTypes } from '../decoding/go-types.ts';
import { readEnvelope, readMessage } from '../decoding/protobuf.ts';
import { DecodeError } from '../decoding/typed-codec.ts';
import { badRequest, invalidObject, methodNotAllowed, notFound, versionTooLarge } from '../machinery/api-error.ts';
import { createObject } from '../machinery/writes/create.ts';
import { deleteObject, type Deleted, type DeleteOptions } from '../machinery/writes/delete.ts';
import { type FieldError, invalid, notSupported } from '../machinery/field-error.ts';
import { type ListOptions, listObjects, type ListPage, readVersion } from '../machinery/list.ts';
import { objectKey, type ResourceType } from '../machinery/resource-type.ts';
import { patchObject } from '../machinery/writes/patch.ts';
import { updateObject } from '../machinery/writes/update.ts';
import type { Target, Written } from '../machinery/writes/write.ts';
import { addWarning, sendText } from './answer.ts';
import { type ApiRequest, dryRunErrors, targetOf, writeOptions } from './api-request.ts';
import { readListOptions, refuseBadVersion } from './list-options.ts';
import { negotiate } from './negotiation.ts';
import { readPatch } from './body/patch-body.ts';
import { parseBody, readObject } from './body/read-object.ts';
import { checkName } from './body/check-name.ts';
import { inFormat, renderList, type Rendering, renderText } from './render.ts';
import { readBody } from './body/request-body.ts';

/** How a resource's objects are shown to who asks. Throws ApiError 406. */
export function renderingOf(request: ApiRequest): Rendering {
  const { served, query, cluster } = request;
  const includeObject = query.get('includeObject') || 'Metadata';
  if (!['None', 'Metadata', 'Object'].includes(includeObject)) {
    const error = invalid('includeObject', includeObject, "must be 'Metadata', 'Object', 'None', or empty");
    throw invalidObject({ group: 'meta.k8s.io', kind: 'TableOptions' }, '', [error]);
  }
  return {
    served,
    accepted: negotiate(request.http.headers.accept, { transforms: true, streams: isCollection(request.info.verb) }),
    printer: cluster.printers.printerOf(served),
    includeObject: includeObject as Rendering['includeObject'],
  };
}

function isCollection(verb: string): boolean {
  return verb === 'list' || verb === 'watch';
}

/** `GET` of one object. */
export function getResource(request: ApiRequest): void {
  const { cluster, served, info } = request;
  const rendering = renderingOf(request);
  const wanted = request.query.get('resourceVersion') ?? '';
  refuseBadVersion(wanted);
  const version = readVersion(wanted);
  const current = cluster.storage.resourceVersion;
  if (version > current) throw versionTooLarge(version, current);
  const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
  if (stored === undefined) throw notFound(served.type, info.name);
  sendObject(request, 200, stored.object, rendering);
}

/** `GET` of a list, or of a page of one. */
export function listResource(request: ApiRequest): void {
  const rendering = renderingOf(request);
  sendPage(request, listObjects(request.cluster, request.served.type, readListOptions(request)), rendering);
}

function sendPage(request: ApiRequest, page: ListPage, rendering: Rendering): void {
  const metadata: JsonObject = { resourceVersion: String(page.resourceVersion) };
  // Lists of custom resources always have it.
  const always = request.served.type.custom && rendering.accepted.as === 'object';
  if (page.continueToken !== '' || always) metadata['continue'] = page.continueToken;
  if (page.remaining !== undefined) metadata['remainingItemCount'] = page.remaining;
  const objects = page.items.map((stored) => stored.object);
  const { text, contentType } = inFormat(renderList(objects, metadata, rendering), rendering.accepted);
  sendText(request.response, text, { status: 200, contentType });
}

/** `POST` of a new object. */
export async function createResource(request: ApiRequest): Promise<void> {
  const rendering = renderingOf(request);
  const { context, fieldValidation } = writeOptions(request, 'CreateOptions');
  const body = await readBody(request.http);
  const object = readObject(
    body,
    request.http.headers['content-type'],
    request.served,
    fieldValidation,
    context.warn,
    request.cluster.registry,
  );
  const written = await createObject(request.cluster, targetOf(request), object, context);
  await sendWritten(request, written, rendering);
}

/** `PUT` of an object or of a subresource that is part of it, as its status. */
export async function updateResource(request: ApiRequest): Promise<void> {
  const { cluster, served } = request;
  const rendering = renderingOf(request);
  const { context, fieldValidation } = writeOptions(request, 'UpdateOptions');
  const body = await readBody(request.http);
  const object = readObject(
    body,
    request.http.headers['content-type'],
    served,
    fieldValidation,
    context.warn,
    request.cluster.registry,
  );
  const target = targetOf(request);
  checkName(target, object);
  const { type, version } = served;
  const uid = object.metadata.uid;
  const plan = {
    create: type.strategy.createOnUpdate === true && target.subresource === '',
    uid: uid === undefined || uid === '' ? undefined : uid,
    next: (current: KubeObject | undefined): KubeObject => {
      const live = current === undefined ? undefined : type.codec.fromStorage(current, version);
      // The request may be tried again, and what comes next changes the object.
      const owned = cluster.fields.update(live, cloneJson(object), {
        type,
        version,
        subresource: target.subresource,
        manager: context.manager,
        now: cluster.clock.now(),
      });
      const draft = type.codec.toStorage(owned, version);
      return draft;
    },
  };
  await sendWritten(request, await updateObject(cluster, target, plan, context), rendering);
}

/** `PATCH` in any of its five forms. */
export async function patchResource(request: ApiRequest): Promise<void> {
  const rendering = renderingOf(request);
  const patch = await readPatch(request);
  const written = await patchObject(request.cluster, targetOf(request), patch.patch, patch.context);
  await sendWritten(request, written, rendering);
}

/** `DELETE` of one object. */
export async function deleteResource(request: ApiRequest): Promise<void> {
  const rendering = renderingOf(request);
  const { options, context } = await readDeleteOptions(request);
  warnOfDependents(request, options);
  const deleted = await deleteObject(request.cluster, targetOf(request), options, context);
  await deleted.durable;
  if (showsObject(request.served.type, deleted)) {
    const status = !deleted.gone && options.orphanDependents === false ? 202 : 200;
    sendObject(request, status, deleted.object, rendering);
    return;
  }
  const { text, contentType } = inFormat(
    JSON.stringify(successOf(request.served.type, deleted.object)),
    rendering.accepted,
  );
  sendText(request.response, text, { status: 200, contentType });
}

/** `DELETE` of all that is selected; answers with the list of it. */
export async function deleteCollection(request: ApiRequest): Promise<void> {
  const { cluster, served, info } = request;
  const rendering = renderingOf(request);
  const { options, context } = await readDeleteOptions(request);
  const list: ListOptions = readListOptions(request);
  warnOfDependents(request, options);
  const page = listObjects(cluster, served.type, list);
  const durable: Promise<void>[] = [];
  for (const { object } of page.items) {
    const target: Target = {
      ...targetOf(request),
      name: object.metadata.name ?? '',
      namespace: object.metadata.namespace ?? info.namespace,
    };
    const deleted = await deleteObject(cluster, target, options, context).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'NotFound') return undefined;
      throw error;
    });
    if (deleted !== undefined) durable.push(deleted.durable);
  }
  await Promise.all(durable);
  sendPage(request, page, rendering);
}

/** Says what becomes of dependents to who deletes without saying it, once a request. */
function warnOfDependents({ served, response }: ApiRequest, options: DeleteOptions): void {
  const { deleteWarning } = served.type.strategy;
  const silent = options.propagationPolicy !== undefined || options.orphanDependents !== undefined;
  if (deleteWarning !== undefined && !silent) addWarning(response, deleteWarning);
}

/** Answers with what was written, once it is durable. */
export async function sendWritten(request: ApiRequest, written: Written, rendering: Rendering): Promise<void> {
  await written.durable;
  sendObject(request, written.created ? 201 : 200, written.object, rendering);
}

function sendObject(request: ApiRequest, status: number, object: KubeObject, rendering: Rendering): void {
  const { text, contentType } = inFormat(renderText(object, rendering), rendering.accepted);
  sendText(request.response, text, { status, contentType });
}

/** Reads the options of a delete from its body, else from its query. Throws ApiError. */
async function readDeleteOptions(
  request: ApiRequest,
): Promise<{ options: DeleteOptions; context: ReturnType<typeof writeOptions>['context'] }> {
  const body = await readBody(request.http);
  const values = body.length > 0 ? deleteBody(request, body) : deleteQuery(request.query);
  const dryRun = Array.isArray(values['dryRun']) ? values['dryRun'].map(String) : [];
  const errors = [...policyErrors(values), ...(body.length > 0 ? dryRunErrors(dryRun) : [])];
  const { context } = writeOptions(request, 'DeleteOptions', errors);
  const preconditions = isJsonObject(values['preconditions']) ? values['preconditions'] : {};
  const options: DeleteOptions = {
    ...(typeof values['gracePeriodSeconds'] === 'number'
      ? { gracePeriodSeconds: values['gracePeriodSeconds'] < 0 ? 1 : values['gracePeriodSeconds'] }
      : {}),
    ...(typeof preconditions['uid'] === 'string' ? { uid: preconditions['uid'] } : {}),
    ...(typeof preconditions['resourceVersion'] === 'string'
      ? { resourceVersion: preconditions['resourceVersion'] }
      : {}),
    ...(typeof values['propagationPolicy'] === 'string'
      ? { propagationPolicy: values['propagationPolicy'] as 'Background' }
      : {}),
    ...(typeof values['orphanDependents'] === 'boolean' ? { orphanDependents: values['orphanDependents'] } : {}),
  };
  return { options, context: { ...context, dryRun: context.dryRun || dryRun.length > 0 } };
}

function deleteBody(request: ApiRequest, body: Buffer): JsonObject {
  let value: Json;
  try {
    const protobuf = deleteMessage(request, body);
    if (protobuf !== undefined) return protobuf;
    ({ value } = parseBody(body, request.http.headers['content-type'], false));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
  }
  if (!isJsonObject(value)) throw badRequest('decoded object cannot be converted to DeleteOptions');
  const kind = value['kind'] ?? 'DeleteOptions';
  if (kind !== 'DeleteOptions') {
    const version = JSON.stringify(value['apiVersion'] ?? '');
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  return value;
}

/** Delete options in protobuf. Throws DecodeError. */
function deleteMessage(request: ApiRequest, body: Buffer): JsonObject | undefined {
  const type = kubernetesGoTypes.struct('meta/v1.DeleteOptions');
  if (type === undefined || request.http.headers['content-type'] !== 'application/vnd.kubernetes.protobuf')
    return undefined;
  return readMessage(readEnvelope(body).raw, type);
}

function deleteQuery(query: URLSearchParams): JsonObject {
  const values: JsonObject = {};
  const grace = query.get('gracePeriodSeconds');
  if (grace !== null && /^-?\d+$/.test(grace)) values['gracePeriodSeconds'] = Number(grace);
  const policy = query.get('propagationPolicy');
  if (policy !== null) values['propagationPolicy'] = policy;
  const orphan = query.get('orphanDependents');
  if (orphan !== null) values['orphanDependents'] = orphan === 'true';
  return values;
}

function policyErrors(values: JsonObject): FieldError[] {
  const policy = values['propagationPolicy'] ?? null;
  if (policy === null) return [];
  if (typeof values['orphanDependents'] === 'boolean') {
    return [invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set')];
  }
  const allowed = ['Foreground', 'Background', 'Orphan'];
  if (typeof policy === 'string' && allowed.includes(policy)) return [];
  return [notSupported('propagationPolicy', policy, [...allowed, 'nil'])];
}

/** Whether the answer to a delete is the object: while it lives on, and for some kinds always. */
function showsObject(type: ResourceType, deleted: Deleted): boolean {
  return !deleted.gone || type.strategy.returnDeleted === true;
}

function successOf(type: ResourceType, object: KubeObject): JsonObject {
  const details: JsonObject = { name: object.metadata.name ?? '' };
  if (type.group !== '') details['group'] = type.group;
  details['kind'] = type.plural;
  details['uid'] = object.metadata.uid ?? '';
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** The handler of a verb on objects themselves. Throws ApiError 405 where there is none. */
export function handlerOf(verb: string): (request: ApiRequest) => void | Promise<void> {
  const handler = handlers[verb];
  if (handler === undefined) throw methodNotAllowed();
  return handler;
}

const handlers: Readonly<Record<string, (request: ApiRequest) => void | Promise<void>>> = {
  get: getResource,
  list: listResource,
  create: createResource,
  update: updateResource,
  patch: patchResource,
  delete: deleteResource,
  deletecollection: deleteCollection,
};
