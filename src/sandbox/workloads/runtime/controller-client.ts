import { type Clock, type JsonObject, type KubeObject, type Logger, type Random } from '../../../base/index.ts';
import { createObject } from '../../machinery/writes/create.ts';
import type { Cluster, WriteContext } from '../../machinery/cluster.ts';
import { deleteObject, type DeleteOptions } from '../../machinery/writes/delete.ts';
import { patchObject } from '../../machinery/writes/patch.ts';
import { objectKey, type ResourceType, scanPrefix } from '../../machinery/resource-type.ts';
import { scaleObject } from '../../machinery/writes/scale.ts';
import { updateObject } from '../../machinery/writes/update.ts';
import type { Target } from '../../machinery/writes/write.ts';
import { serviceAccountUser } from '../../http/access/authentication.ts';
import type { EventRecorder } from './event-recorder.ts';
import type { OwnerIndex } from './owner-index.ts';

/** A resource by group and plural; the preferred version is meant. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

/**
 * How a controller reads and writes its cluster: the same way as a client, without HTTP. Reads see every write at once. Objects that
 * are read must not be changed: writes take a changed copy. Writes throw ApiError.
 */
export class ControllerClient {
  readonly cluster: Cluster;
  readonly owners: OwnerIndex;
  readonly #context: WriteContext;
  readonly #recorder: EventRecorder;
  readonly #component: string;

  constructor(cluster: Cluster, owners: OwnerIndex, recorder: EventRecorder, identity: ControllerIdentity) {
    this.cluster = cluster;
    this.owners = owners;
    this.#recorder = recorder;
    this.#component = identity.component ?? identity.name;
    this.#context = {
      user: serviceAccountUser('kube-system', identity.name),
      manager: identity.manager,
      dryRun: false,
      warn: () => undefined,
    };
  }

  get clock(): Clock {
    return this.cluster.clock;
  }

  get random(): Random {
    return this.cluster.random;
  }

  get logger(): Logger {
    return this.cluster.logger;
  }

  get(resource: ResourceName, namespace: string, name: string): KubeObject | undefined {
    const type = this.#find(resource);
    return type === undefined ? undefined : this.cluster.storage.get(objectKey(type, namespace, name))?.object;
  }

  /** The objects of a namespace, or of all where it is empty. */
  list(resource: ResourceName, namespace: string): readonly KubeObject[] {
    const type = this.#find(resource);
    if (type === undefined) return [];
    return this.cluster.storage.scan(scanPrefix(type, namespace)).map((stored) => stored.object);
  }

  /** The objects of a resource that `owner` controls. */
  controlled(resource: ResourceName, owner: KubeObject): readonly KubeObject[] {
    const type = this.#find(resource);
    if (type === undefined) return [];
    const uid = owner.metadata.uid ?? '';
    return this.owners
      .dependentsOf(uid, scanPrefix(type, owner.metadata.namespace ?? ''))
      .map(({ object }) => object)
      .filter((object) =>
        object.metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.controller === true),
      );
  }

  /** The objects of a namespace that nobody controls, of a resource that controllers adopt. */
  uncontrolled(resource: ResourceName, namespace: string): readonly KubeObject[] {
    const type = this.#find(resource);
    return type === undefined ? [] : this.owners.uncontrolledIn(scanPrefix(type, namespace));
  }

  create(resource: ResourceName, object: KubeObject): Promise<KubeObject> {
    const target = this.#target(resource, object, '');
    return createObject(this.cluster, target, this.#decode(target, object), this.#context).then(
      (written) => written.object,
    );
  }

  /** Puts `object` in place of what is stored; its resource version must be the stored one, where it has one. */
  async update(resource: ResourceName, object: KubeObject, subresource = ''): Promise<KubeObject> {
    const target = this.#target(resource, object, subresource);
    const draft = this.#decode(target, object);
    const { type, version } = target;
    const plan = {
      create: false,
      uid: object.metadata.uid,
      next: (current: KubeObject | undefined) =>
        type.codec.toStorage(
          this.cluster.fields.update(current, draft, {
            type,
            version,
            subresource,
            manager: this.#context.manager,
            now: this.clock.now(),
          }),
          version,
        ),
    };
    return (await updateObject(this.cluster, target, plan, this.#context)).object;
  }

  /**
   * Changes what is stored, as parts of the API server itself do: nobody comes to own what changes. `change` may be called again when
   * another write came in between.
   */
  async change(
    resource: ResourceName,
    object: KubeObject,
    subresource: string,
    change: (current: KubeObject) => KubeObject,
  ): Promise<KubeObject> {
    const target = this.#target(resource, object, subresource);
    const plan = {
      create: false,
      uid: object.metadata.uid,
      next: (current: KubeObject | undefined) => {
        const next = change(current as KubeObject);
        return { ...next, metadata: { ...next.metadata } };
      },
    };
    return (await updateObject(this.cluster, target, plan, this.#context)).object;
  }

  /** Applies a configuration as the server side of `kubectl apply --force-conflicts` does. */
  async apply(resource: ResourceName, config: KubeObject): Promise<KubeObject> {
    const patch = { kind: 'apply', config, force: true } as const;
    const request = { patch, fieldValidation: 'Ignore', strictErrors: [] } as const;
    return (await patchObject(this.cluster, this.#target(resource, config, ''), request, this.#context)).object;
  }

  /** Sizes an object through its Scale. */
  async scale(resource: ResourceName, object: KubeObject, replicas: number): Promise<KubeObject> {
    const target = this.#target(resource, object, 'scale');
    const change = (scale: KubeObject): KubeObject => ({ ...scale, spec: { replicas } });
    return (await scaleObject(this.cluster, target, change, this.#context)).object;
  }

  /** Puts a status in place of the stored one; nothing happens where they are equal. */
  updateStatus(resource: ResourceName, object: KubeObject, status: JsonObject): Promise<KubeObject> {
    return this.update(resource, { ...object, status }, 'status');
  }

  /** Deletes an object; nothing happens where it is gone. */
  async delete(resource: ResourceName, object: KubeObject, options: DeleteOptions = {}): Promise<void> {
    const { uid } = object.metadata;
    const preconditions = uid === undefined ? {} : { uid };
    try {
      await deleteObject(
        this.cluster,
        this.#target(resource, object, ''),
        { ...preconditions, ...options },
        this.#context,
      );
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== 'NotFound') throw error;
    }
  }

  /** Records an event about an object. */
  event(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#recorder.record(about, { type, reason, message, component: this.#component });
  }

  /** The resource; undefined where it is not served. */
  #find(resource: ResourceName): ResourceType | undefined {
    return this.cluster.registry.get(resource.group, resource.plural);
  }

  #target(resource: ResourceName, object: KubeObject, subresource: string): Target {
    const type = this.#find(resource);
    if (type === undefined) throw new Error(`${resource.plural}.${resource.group} is not served`);
    const { namespace = '', name = '' } = object.metadata;
    return { type, version: type.storageVersion, namespace, name, subresource };
  }

  #decode({ type, version }: Target, object: KubeObject): KubeObject {
    const { object: draft } = type.codec.decode(object, version);
    type.codec.applyDefaults(draft, version);
    return draft;
  }
}

/** As whom a controller acts. */
export interface ControllerIdentity {
  /** The service account in kube-system. */
  readonly name: string;
  /** The field manager. */
  readonly manager: string;
  /** What events name as their source; the name where absent. */
  readonly component?: string;
}
