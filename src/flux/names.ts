/** The API group of Kustomizations; the names below are spelt as Flux's controllers spell them. */
export const kustomizeGroup = 'kustomize.toolkit.fluxcd.io';
/** The API group of sources. */
export const sourceGroup = 'source.toolkit.fluxcd.io';
/** On Kustomizations and sources: what they made is cleaned up before they go. */
export const fluxFinalizer = 'finalizers.fluxcd.io';
/** Asks for a turn now; its value comes back in `status.lastHandledReconcileAt`. */
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';
/** The name of the Kustomization that an object belongs to. */
export const kustomizationNameLabel = `${kustomizeGroup}/name`;
/** The namespace of the Kustomization that an object belongs to. */
export const kustomizationNamespaceLabel = `${kustomizeGroup}/namespace`;
/** The field manager under which Kustomizations are applied, and their controller in Events. */
export const kustomizeController = 'kustomize-controller';
/** The controller of sources in Events. */
export const sourceController = 'source-controller';
/** The API group of HelmReleases. */
export const helmGroup = 'helm.toolkit.fluxcd.io';
/** The field manager under which HelmReleases are carried out, and their controller in Events. */
export const helmController = 'helm-controller';
/** Asks, with the value of the request, for one install or upgrade although nothing has changed. */
export const forceAtAnnotation = 'reconcile.fluxcd.io/forceAt';
/** Asks, with the value of the request, to forget how often an action has failed. */
export const resetAtAnnotation = 'reconcile.fluxcd.io/resetAt';
