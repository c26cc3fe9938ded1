import type { JsonObject } from '../../base/index.ts';

const words = (text: string): string[] => text.split(' ');

/** The rules of the ClusterRoles that every cluster has (kubernetes 1.36, rbac/bootstrappolicy); those of its own parts are left out. */
export const bootstrapRules: Readonly<Record<string, readonly JsonObject[]>> = {
  'cluster-admin': [
    { apiGroups: ['*'], resources: words('*'), verbs: words('*') },
    { nonResourceURLs: words('*'), verbs: words('*') },
  ],
  'system:discovery': [
    {
      nonResourceURLs: words(
        '/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/',
      ),
      verbs: words('get'),
    },
  ],
  'system:basic-user': [
    {
      apiGroups: ['authorization.k8s.io'],
      resources: words('selfsubjectaccessreviews selfsubjectrulesreviews'),
      verbs: words('create'),
    },
    { apiGroups: ['authentication.k8s.io'], resources: words('selfsubjectreviews'), verbs: words('create') },
  ],
  'system:public-info-viewer': [
    { nonResourceURLs: words('/healthz /livez /readyz /version /version/'), verbs: words('get') },
  ],
  'system:service-account-issuer-discovery': [
    {
      nonResourceURLs: words(
        '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
      ),
      verbs: words('get'),
    },
  ],
  'system:monitoring': [
    {
      nonResourceURLs: words(
        '/flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz',
      ),
      verbs: words('get'),
    },
    { apiGroups: [''], resources: words('nodes/metrics'), verbs: words('get') },
  ],
  'system:auth-delegator': [
    { apiGroups: ['authentication.k8s.io'], resources: words('tokenreviews'), verbs: words('create') },
    { apiGroups: ['authorization.k8s.io'], resources: words('subjectaccessreviews'), verbs: words('create') },
  ],
  'system:aggregate-to-admin': [
    { apiGroups: ['authorization.k8s.io'], resources: words('localsubjectaccessreviews'), verbs: words('create') },
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: words('rolebindings roles'),
      verbs: words('create delete deletecollection get list patch update watch'),
    },
  ],
  'system:aggregate-to-edit': [
    {
      apiGroups: [''],
      resources: words('pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
      verbs: words('get list watch'),
    },
    { apiGroups: [''], resources: words('serviceaccounts'), verbs: words('impersonate') },
    {
      apiGroups: [''],
      resources: words('pods pods/attach pods/exec pods/portforward pods/proxy'),
      verbs: words('create delete deletecollection patch update'),
    },
    { apiGroups: [''], resources: words('pods/eviction'), verbs: words('create') },
    {
      apiGroups: [''],
      resources: words(
        'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
      ),
      verbs: words('create delete deletecollection patch update'),
    },
    { apiGroups: [''], resources: words('serviceaccounts/token'), verbs: words('create') },
    {
      apiGroups: ['', 'events.k8s.io'],
      resources: words('events'),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['apps'],
      resources: words(
        'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
      ),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['autoscaling'],
      resources: words('horizontalpodautoscalers'),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['batch'],
      resources: words('cronjobs jobs'),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['extensions'],
      resources: words(
        'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
      ),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['policy'],
      resources: words('poddisruptionbudgets'),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['networking.k8s.io'],
      resources: words('ingresses networkpolicies'),
      verbs: words('create delete deletecollection patch update'),
    },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: words('leases'),
      verbs: words('create delete deletecollection get list patch update watch'),
    },
    {
      apiGroups: ['resource.k8s.io'],
      resources: words('resourceclaims resourceclaimtemplates'),
      verbs: words('create delete deletecollection patch update'),
    },
  ],
  'system:aggregate-to-view': [
    {
      apiGroups: [''],
      resources: words(
        'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
      ),
      verbs: words('get list watch'),
    },
    {
      apiGroups: [''],
      resources: words(
        'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
      ),
      verbs: words('get list watch'),
    },
    { apiGroups: [''], resources: words('namespaces'), verbs: words('get list watch') },
    { apiGroups: ['', 'events.k8s.io'], resources: words('events'), verbs: words('get list watch') },
    { apiGroups: ['discovery.k8s.io'], resources: words('endpointslices'), verbs: words('get list watch') },
    {
      apiGroups: ['apps'],
      resources: words(
        'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
      ),
      verbs: words('get list watch'),
    },
    {
      apiGroups: ['autoscaling'],
      resources: words('horizontalpodautoscalers horizontalpodautoscalers/status'),
      verbs: words('get list watch'),
    },
    {
      apiGroups: ['batch'],
      resources: words('cronjobs cronjobs/status jobs jobs/status'),
      verbs: words('get list watch'),
    },
    {
      apiGroups: ['extensions'],
      resources: words(
        'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
      ),
      verbs: words('get list watch'),
    },
    {
      apiGroups: ['policy'],
      resources: words('poddisruptionbudgets poddisruptionbudgets/status'),
      verbs: words('get list watch'),
    },
    {
      apiGroups: ['networking.k8s.io'],
      resources: words('ingresses ingresses/status networkpolicies'),
      verbs: words('get list watch'),
    },
    {
      apiGroups: ['resource.k8s.io'],
      resources: words('resourceclaims resourceclaims/status resourceclaimtemplates'),
      verbs: words('get list watch'),
    },
  ],
};
