import { type Json, jsonAt, type KubeObject } from '../../base/index.ts';
import type { ApiResource } from '../resource.ts';

/** Leases (coordination.k8s.io/v1), which every cluster serves. */
export const leaseResource: ApiResource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  namespaced: true,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  categories: [],
  subresources: [],
};

/** What a Lease says. */
export interface LeaseRecord {
  /** Empty where nobody holds it. */
  readonly holder: string;
  readonly durationSeconds: number;
  readonly acquireTime: string;
  readonly renewTime: string;
  /** How often it has changed hands. */
  readonly transitions: number;
}

/** Reads a Lease; what is missing in it reads as empty or 0. */
export function readLease(lease: KubeObject): LeaseRecord {
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
  const count = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);
  return {
    holder: text(jsonAt(lease, 'spec', 'holderIdentity')),
    durationSeconds: count(jsonAt(lease, 'spec', 'leaseDurationSeconds')),
    acquireTime: text(jsonAt(lease, 'spec', 'acquireTime')),
    renewTime: text(jsonAt(lease, 'spec', 'renewTime')),
    transitions: count(jsonAt(lease, 'spec', 'leaseTransitions')),
  };
}

/** A Lease that says `record`; metadata and what else is in its spec stay as in `lease`. */
export function writeLease(lease: KubeObject, record: LeaseRecord): KubeObject {
  const spec = (lease['spec'] ?? {}) as Record<string, Json>;
  return {
    ...lease,
    spec: {
      ...spec,
      holderIdentity: record.holder,
      leaseDurationSeconds: record.durationSeconds,
      acquireTime: record.acquireTime,
      renewTime: record.renewTime,
      leaseTransitions: record.transitions,
    },
  };
}

/** A time as Kubernetes writes it in Leases (metav1.MicroTime): RFC 3339 with six digits, UTC. */
export function formatMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}
