/** Groups, annotations, labels and finalizers of Argo CD, spelt as Argo CD spells them. */
export const argoGroup = 'argoproj.io';
export const applicationKind = 'Application';
/** The field manager under which Argo CD applies. */
export const argoFieldManager = 'argocd-controller';
export const applicationController = 'argocd-application-controller';
export const trackingIdAnnotation = 'argocd.argoproj.io/tracking-id';
export const refreshAnnotation = 'argocd.argoproj.io/refresh';
export const syncWaveAnnotation = 'argocd.argoproj.io/sync-wave';
export const syncOptionsAnnotation = 'argocd.argoproj.io/sync-options';
export const compareOptionsAnnotation = 'argocd.argoproj.io/compare-options';
export const ignoreHealthAnnotation = 'argocd.argoproj.io/ignore-healthcheck';
export const deletionApprovedAnnotation = 'argocd.argoproj.io/deletion-approved';
export const skipReconcileAnnotation = 'argocd.argoproj.io/skip-reconcile';
export const hookAnnotation = 'argocd.argoproj.io/hook';
export const secretTypeLabel = 'argocd.argoproj.io/secret-type';
export const resourcesFinalizer = 'resources-finalizer.argocd.argoproj.io';
/** The address by which Applications name the cluster that Argo CD runs in. */
export const inClusterServer = 'https://kubernetes.default.svc';
export const inClusterName = 'in-cluster';
