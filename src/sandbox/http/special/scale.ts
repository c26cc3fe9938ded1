import type { KubeObject } from '../../../base/index.ts';
import { internalError, notFound } from '../../machinery/api-error.ts';
import { patchedObject } from '../../machinery/writes/patch.ts';
import { objectKey, type ResourceType } from '../../machinery/resource-type.ts';
import { missingReplicas, scaleObject, scaleOf } from '../../machinery/writes/scale.ts';
import type { Target } from '../../machinery/writes/write.ts';
import { sendText } from '../answer.ts';
import { type ApiRequest, targetOf, writeOptions } from '../api-request.ts';
import { checkName } from '../body/check-name.ts';
import { negotiate } from '../negotiation.ts';
import { readPatch } from '../body/patch-body.ts';
import { readObject } from '../body/read-object.ts';
import { inFormat } from '../render.ts';
import { readBody } from '../body/request-body.ts';

/** Answers requests for the subresource `scale`: `GET`, `PUT` and `PATCH` of a Scale. */
export function scaleHandler(type: ResourceType): (request: ApiRequest) => Promise<void> {
  return async (request) => {
    const { cluster, served, info, http } = request;
    const accepted = negotiate(http.headers.accept, { transforms: false, streams: false });
    const send = (object: KubeObject): void => {
      const shown = served.type.codec.fromStorage(object, served.version);
      const { text, contentType } = inFormat(JSON.stringify(scaleOf(served.type, shown)), accepted);
      sendText(request.response, text, { status: 200, contentType });
    };
    const target = targetOf(request);
    if (info.verb === 'get') {
      const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
      if (stored === undefined) throw notFound(served.type, info.name);
      const shown = served.type.codec.fromStorage(stored.object, served.version);
      const missing = missingReplicas(served.type, shown);
      if (missing !== undefined)
        throw internalError(`the spec replicas field ${JSON.stringify(missing)} does not exist`);
      send(stored.object);
      return;
    }
    const scaleTarget: Target = { ...target, type, version: 'v1' };
    const { change, context } =
      info.verb === 'update' ? await readScale(request, scaleTarget) : await readScalePatch(request, scaleTarget);
    const written = await scaleObject(cluster, target, change, context);
    await written.durable;
    send(written.object);
  };
}

interface ScaleChange {
  readonly change: (scale: KubeObject) => KubeObject;
  readonly context: ReturnType<typeof writeOptions>['context'];
}

async function readScale(request: ApiRequest, target: Target): Promise<ScaleChange> {
  const { cluster, http } = request;
  const { context, fieldValidation } = writeOptions(request, 'UpdateOptions');
  const body = await readBody(http);
  const served = { type: target.type, version: target.version };
  const wanted = readObject(
    body,
    http.headers['content-type'],
    served,
    fieldValidation,
    context.warn,
    cluster.registry,
  );
  checkName(target, wanted);
  const change = (scale: KubeObject): KubeObject =>
    cluster.fields.update(scale, wanted, {
      ...target,
      manager: context.manager,
      now: cluster.clock.now(),
    });
  return { change, context };
}

async function readScalePatch(request: ApiRequest, target: Target): Promise<ScaleChange> {
  const { patch, context } = await readPatch(request);
  return { change: (scale) => patchedObject(request.cluster, target, scale, patch, context), context };
}
