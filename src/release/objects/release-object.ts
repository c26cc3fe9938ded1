import type { KubeObject } from '../../base/index.ts';
import type { ApiResource, ResourceRef } from '../../kube/index.ts';

/** An object of a release's manifest and where it goes. */
export interface ReleaseObject extends ResourceRef {
  readonly object: KubeObject;
}

/** Whether two are the same object in the cluster; versions of a group do not matter (helm v4 pkg/kube/resource.go isMatchingInfo). */
export function isSame(a: ReleaseObject, b: ReleaseObject): boolean {
  return (
    a.name === b.name &&
    a.namespace === b.namespace &&
    a.resource.kind === b.resource.kind &&
    a.resource.group === b.resource.group
  );
}

/** `apps/v1, Kind=Deployment`, as Go prints a GroupVersionKind. */
export function goKind({ group, version, kind }: ApiResource): string {
  return `${group}/${version}, Kind=${kind}`;
}
