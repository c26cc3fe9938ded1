/** The API group of Argo CD's custom resources; its names below are spelt as Argo CD v3 spells them (common/common.go). */
export const argoGroup = 'argoproj.io';
/** The kind whose objects are deliveries. */
export const applicationKind = 'Application';
/** The field manager under which Argo CD applies. */
export const argoFieldManager = 'argocd-controller';
/** The controller's name in Events and in status writes' field manager. */
export const applicationController = 'argocd-application-controller';
/** Says on an object which Application it belongs to: `app:group/kind:namespace/name`. */
export const trackingIdAnnotation = 'argocd.argoproj.io/tracking-id';
/** Asks for a comparison now; it is taken off with the answer. */
export const refreshAnnotation = 'argocd.argoproj.io/refresh';
/** The wave in which an object is applied, a whole number; lower ones come first. */
export const syncWaveAnnotation = 'argocd.argoproj.io/sync-wave';
/** Sync options of one object, between commas, such as `Prune=false`. */
export const syncOptionsAnnotation = 'argocd.argoproj.io/sync-options';
/** Compare options of one object, between commas, such as `IgnoreExtraneous`. */
export const compareOptionsAnnotation = 'argocd.argoproj.io/compare-options';
/** On an object: `true` leaves its health out of its Application's. */
export const ignoreHealthAnnotation = 'argocd.argoproj.io/ignore-healthcheck';
/** On an Application: the time at which somebody confirmed what may only be deleted with a confirmation. */
export const deletionApprovedAnnotation = 'argocd.argoproj.io/deletion-approved';
/** On an Application: `true` leaves it alone. */
export const skipReconcileAnnotation = 'argocd.argoproj.io/skip-reconcile';
/** Makes an object a hook of the phases that it names. */
export const hookAnnotation = 'argocd.argoproj.io/hook';
/** Says what a Secret of the control plane describes: `cluster`, `repository`, `repo-creds`. */
export const secretTypeLabel = 'argocd.argoproj.io/secret-type';
/** On an Application: its objects are deleted before it goes. */
export const resourcesFinalizer = 'resources-finalizer.argocd.argoproj.io';
/** The address by which Applications name the cluster that Argo CD runs in. */
export const inClusterServer = 'https://kubernetes.default.svc';
/** The ConfigMap of the control plane that Argo CD's settings stand in. */
export const settingsName = 'argocd-cm';
/** The name by which Applications name that cluster. */
export const inClusterName = 'in-cluster';
