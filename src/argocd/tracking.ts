import type { ObjectKey } from '../base/index.ts';
import type { OwnerKey, Tracker } from '../engine/index.ts';
import { argoGroup, trackingIdAnnotation } from './names.ts';

/**
 * The tracking id that marks an object as an Application's: `<app>:<group>/<kind>:<namespace>/<name>`, where an Application outside the
 * control plane's namespace is written `<namespace>_<name>` (Argo CD v3, util/argo/resource_tracking.go).
 */
export function trackingId(application: string, key: ObjectKey, destinationNamespace: string): string {
  const namespace = key.namespace === '' ? destinationNamespace : key.namespace;
  return `${application}:${key.group}/${key.kind}:${namespace}/${key.name}`;
}

/** How an Application is named in tracking ids. */
export function instanceName(owner: Pick<OwnerKey, 'namespace' | 'name'>, controlPlane: string): string {
  return owner.namespace === controlPlane ? owner.name : `${owner.namespace}_${owner.name}`;
}

/**
 * Reads tracking ids. An id that does not describe the object that carries it (a copy made by another controller, say) marks nothing.
 */
export function applicationTracker(controlPlane: string): Tracker {
  return {
    ownerOf: (live) => {
      const id = live.metadata.annotations?.[trackingIdAnnotation];
      const match = id === undefined ? null : /^([^:]+):([^/]*)\/([^:]+):([^/]*)\/(.+)$/.exec(id);
      if (match === null) return undefined;
      const [, application = '', group = '', kind = '', namespace = '', name = ''] = match;
      const slash = live.apiVersion.indexOf('/');
      const liveGroup = slash < 0 ? '' : live.apiVersion.slice(0, slash);
      const { namespace: liveNamespace, name: liveName } = live.metadata;
      const describes =
        group === liveGroup &&
        kind === live.kind &&
        name === liveName &&
        (liveNamespace === undefined || namespace === liveNamespace);
      if (!describes) return undefined;
      const underscore = application.indexOf('_');
      return underscore < 0
        ? { group: argoGroup, kind: 'Application', namespace: controlPlane, name: application }
        : {
            group: argoGroup,
            kind: 'Application',
            namespace: application.slice(0, underscore),
            name: application.slice(underscore + 1),
          };
    },
  };
}
