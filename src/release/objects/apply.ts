import { type KubeObject, messageOf } from '../../base/index.ts';
import { type KubeClient, KubeError } from '../../kube/index.ts';
import { ReleaseError } from '../error.ts';
import { perform } from './batches.ts';
import { goKind, type ReleaseObject } from './release-object.ts';

/** How objects are written. */
export interface WriteOptions {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  readonly fieldManager: string;
  readonly serverSide: boolean;
  readonly forceConflicts: boolean;
  /** helm 4.1 says less about a failed apply than 4.2. */
  readonly helmVersion: '4.1' | '4.2';
}

/** Objects as the cluster answered them, beside what was asked for. */
export interface Applied extends ReleaseObject {
  readonly live: KubeObject;
}

/**
 * Creates the objects, by server-side apply (an object that is there is changed) or by POST (helm v4 pkg/kube/client.go Create).
 * @throws ReleaseError `apply` with every refusal, one a line.
 */
export async function createObjects(targets: readonly ReleaseObject[], options: WriteOptions): Promise<Applied[]> {
  const applied = new Map<ReleaseObject, Applied>();
  const errors = await perform(targets, async (target) => {
    applied.set(target, { ...target, live: await createObject(target, options) });
  });
  options.signal.throwIfAborted();
  throwJoined(errors, '\n');
  return targets.flatMap((target) => applied.get(target) ?? []);
}

/** Creates one object; see `createObjects`. */
export async function createObject(target: ReleaseObject, options: WriteOptions): Promise<KubeObject> {
  if (options.serverSide) return await applyServerSide(target, options);
  const { client, fieldManager, signal } = options;
  return await client.create(target.resource, target.object, { fieldManager, signal });
}

/** Server-side apply with strict validation, in helm's words where it fails (helm v4 pkg/kube/client.go patchResourceServerSide). */
export async function applyServerSide(target: ReleaseObject, options: WriteOptions): Promise<KubeObject> {
  const { client, fieldManager, signal, forceConflicts } = options;
  try {
    return await client.patch(
      target,
      { kind: 'apply', object: target.object, force: forceConflicts },
      { fieldManager, fieldValidation: 'Strict', signal },
    );
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const object = `${target.namespace}/${target.name} ${goKind(target.resource)}`;
    const text = failure(error, object, options.helmVersion);
    throw new ReleaseError('apply', text, { object: `${target.resource.kind}/${target.name}`, cause: error });
  }
}

function failure(error: KubeError, object: string, helmVersion: WriteOptions['helmVersion']): string {
  if (error.httpStatus === 415) return `server-side apply not available on the server: ${error.message}`;
  if (error.code === 'conflict') return `conflict occurred while applying object ${object}: ${error.message}`;
  return helmVersion === '4.1' ? error.message : `server-side apply failed for object ${object}: ${error.message}`;
}

/** Throws one ReleaseError `apply` for all of `errors`, or nothing where there are none. */
export function throwJoined(errors: readonly Error[], separator: string): void {
  const [first] = errors;
  if (first === undefined) return;
  throw new ReleaseError('apply', errors.map(messageOf).join(separator), { cause: first });
}
