import type { JsonObject, KubeObject } from '../../base/index.ts';
import type { ResourceType } from './resource-type.ts';

/** What a write of fields concerns. */
export interface FieldWrite {
  readonly type: ResourceType;
  /** The version that the objects are in. */
  readonly version: string;
  readonly subresource: string;
  readonly manager: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Who owns which fields: `metadata.managedFields` and server-side apply. Objects are never changed. */
export interface FieldManagement {
  /** `next` with its managed fields after `write.manager` changed `live` into it; `live` is undefined for a create. */
  update(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): KubeObject;
  /**
   * `live` with `config` applied. Throws ApiError 409 where other managers own what it changes (unless `force`), and 400 or 422
   * where it cannot be applied.
   */
  apply(live: KubeObject | undefined, config: JsonObject, write: FieldWrite & { readonly force: boolean }): KubeObject;
  /** `scale`, the Scale of `live`, with the owners that it has by those of the object. */
  ofScale(live: KubeObject, scale: KubeObject, scaled: ScaledKind): KubeObject;
  /** `object` with its owners after its Scale came to be `scale`. */
  toScaled(object: KubeObject, scale: KubeObject, scaled: ScaledKind): KubeObject;
}

/** Where a kind keeps the replicas that its Scale shows. */
export interface ScaledKind {
  readonly type: ResourceType;
  /** The version that the objects are in. */
  readonly version: string;
  readonly replicasPath: readonly string[];
}
