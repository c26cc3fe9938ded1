import type { KubeObject } from '../../base/index.ts';
import type { Cluster, UserInfo } from './cluster.ts';
import type { ResourceType } from './resource-type.ts';

/** A request as admission sees it. */
export interface AdmissionAttributes {
  readonly cluster: Cluster;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly type: ResourceType;
  /** The version that the request is made in. */
  readonly version: string;
  readonly namespace: string;
  /** Empty where the server is still to choose it. */
  readonly name: string;
  readonly subresource: string;
  /** Of the storage version; `admit` may change it in place. Undefined for a delete. */
  readonly object: KubeObject | undefined;
  /** Undefined for a create. */
  readonly old: KubeObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly warn: (text: string) => void;
}

/** A step that may change or refuse a request after its object was read and before it is judged. Both throw ApiError. */
export interface AdmissionPlugin {
  readonly name: string;
  admit?(attributes: AdmissionAttributes): void | Promise<void>;
  /** Sees the object as it will be stored. */
  validate?(attributes: AdmissionAttributes): void | Promise<void>;
}

/** Lets every plugin change the object or refuse the request. */
export async function admit(attributes: AdmissionAttributes): Promise<void> {
  for (const plugin of attributes.cluster.admission) {
    // Most plugins answer at once; waiting for those too would cost each write a turn of the loop.
    const pending = plugin.admit?.(attributes);
    if (pending !== undefined) await pending;
  }
}

/** Lets every plugin refuse the request. */
export async function validateAdmission(attributes: AdmissionAttributes): Promise<void> {
  for (const plugin of attributes.cluster.admission) {
    const pending = plugin.validate?.(attributes);
    if (pending !== undefined) await pending;
  }
}
