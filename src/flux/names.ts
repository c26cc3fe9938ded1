/** Groups, labels, annotations and finalizers of Flux 2, spelt as its controllers spell them. */
export const kustomizeGroup = 'kustomize.toolkit.fluxcd.io';
export const sourceGroup = 'source.toolkit.fluxcd.io';
export const fluxFinalizer = 'finalizers.fluxcd.io';
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';
export const kustomizationNameLabel = `${kustomizeGroup}/name`;
export const kustomizationNamespaceLabel = `${kustomizeGroup}/namespace`;
export const kustomizeController = 'kustomize-controller';
export const sourceController = 'source-controller';
