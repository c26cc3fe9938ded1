import { type JsonObject, type KubeObject, messageOf } from '../../base/index.ts';
import { createMergePatch, createThreeWayJsonMergePatch, createThreeWayMergePatch } from '../../patch/index.ts';
import { builtinSchemas, type SchemaSet } from '../../schema/index.ts';
import type { Patch } from '../../kube/index.ts';
import { ReleaseError } from '../error.ts';
import type { WriteOptions } from './apply.ts';
import type { ReleaseObject } from './release-object.ts';

let schemas: SchemaSet | undefined;

/**
 * Changes an object as helm 3 does, without server-side apply: kinds that Kubernetes has built in by a three-way strategic merge, others by
 * what changed between the two manifests, or by a three-way merge where `threeWayForCustom` (helm v4 pkg/kube/client.go createPatch).
 */
export async function patchClientSide(
  original: KubeObject,
  target: ReleaseObject,
  threeWayForCustom: boolean,
  { client, fieldManager, signal }: WriteOptions,
): Promise<KubeObject> {
  const live = await client.get(target, { signal });
  const patch = clientSidePatch(original, target.object, live, threeWayForCustom);
  if (Object.keys(patch.patch).length === 0) return live;
  try {
    return await client.patch(target, patch, { fieldManager, signal });
  } catch (error) {
    throw new ReleaseError(
      'apply',
      `cannot patch "${target.name}" with kind ${target.resource.kind}: ${messageOf(error)}`,
      { object: `${target.resource.kind}/${target.name}`, cause: error },
    );
  }
}

function clientSidePatch(
  original: KubeObject,
  modified: KubeObject,
  current: KubeObject,
  threeWayForCustom: boolean,
): Extract<Patch, { patch: JsonObject }> {
  schemas ??= builtinSchemas();
  const [version = '', group = ''] = modified.apiVersion.split('/').reverse();
  const schema = schemas.ofKind({ group, version, kind: modified.kind });
  if (schema === undefined) {
    const patch = threeWayForCustom
      ? createThreeWayJsonMergePatch({ original, modified, current })
      : createMergePatch(original, modified);
    return { kind: 'merge', patch };
  }
  const patch = createThreeWayMergePatch({ original, modified, current }, schema, schemas, { keepIdentity: false });
  return { kind: 'strategic', patch };
}
