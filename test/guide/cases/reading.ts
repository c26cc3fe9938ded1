import { isJsonObject, type Json, jsonAt, type JsonObject, type KubeObject, textAt } from '../../../src/base/index.ts';
import type { Place } from '../clients/kubectl.ts';

/** An Application of the guide. */
export function application(name: string): Place {
  return { kind: 'applications.argoproj.io', namespace: 'argocd', name };
}

/** A Kustomization of the guide. */
export function kustomization(name: string): Place {
  return { kind: 'kustomizations.kustomize.toolkit.fluxcd.io', namespace: 'flux-system', name };
}

/** A GitRepository of the guide. */
export function gitRepository(name: string): Place {
  return { kind: 'gitrepositories.source.toolkit.fluxcd.io', namespace: 'flux-system', name };
}

/** A Deployment. */
export function deploymentIn(namespace: string, name = 'myapp'): Place {
  return { kind: 'deployments.apps', namespace, name };
}

/** The image of a Deployment's one container. */
export function imageOf(object: KubeObject): Json | undefined {
  return jsonAt(object, 'spec', 'template', 'spec', 'containers', 0, 'image');
}

/** `Synced, Healthy`: what an Application says of itself. */
export function standing(object: KubeObject): string {
  return `${textAt(object, 'status', 'sync', 'status')}, ${textAt(object, 'status', 'health', 'status')}`;
}

/** The revision that an Application compared with. */
export function syncedRevision(object: KubeObject): string {
  return textAt(object, 'status', 'sync', 'revision');
}

/** Whether an Application is Synced and Healthy, at this commit where one is named. */
export function isDelivered(commit?: string): (object: KubeObject) => boolean {
  return (object) =>
    standing(object) === 'Synced, Healthy' && (commit === undefined || syncedRevision(object) === commit);
}

/** A condition of a Flux object by its type. */
export function condition(object: KubeObject, type = 'Ready'): JsonObject | undefined {
  const conditions = jsonAt(object, 'status', 'conditions');
  return Array.isArray(conditions)
    ? conditions.filter(isJsonObject).find((candidate) => candidate['type'] === type)
    : undefined;
}

/** Whether a Flux object is Ready for its generation, with this revision in the condition's message where one is named. */
export function isReady(revision = ''): (object: KubeObject) => boolean {
  return (object) => {
    const ready = condition(object);
    return (
      ready?.['status'] === 'True' &&
      ready['observedGeneration'] === object.metadata.generation &&
      textAt(ready, 'message').includes(revision)
    );
  };
}
