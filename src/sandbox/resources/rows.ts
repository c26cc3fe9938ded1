/**
 * The built-in resources of Kubernetes 1.36 as its discovery shows them: what a default API server serves, alpha and beta left out.
 */

/** One resource. */
export interface BuiltinRow {
  readonly group: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** The standard verbs where absent. */
  readonly verbs?: readonly string[];
  /** `name`, or `name:Kind:verbs`, or `name:group/version/Kind:verbs`. */
  readonly subresources?: readonly string[];
  /** What clients are told with every answer. */
  readonly deprecation?: string;
  /** The folder of its Go types below `k8s.io/api`. */
  readonly folder: string;
}

type Extra = Omit<Partial<BuiltinRow>, 'group' | 'kind' | 'plural' | 'namespaced' | 'folder'>;

/** The verbs of an object that is stored. */
export const standardVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const scale = 'scale:autoscaling/v1/Scale:get,patch,update';
const all = ['all'];
const create = ['create'];
const endpointsWarning = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

/** Rows of one group; plurals with a leading `*` are cluster-scoped. */
function group(name: string, folder: string, resources: readonly (readonly [string, string, Extra?])[]): BuiltinRow[] {
  return resources.map(([kind, plural, extra = {}]) => ({
    group: name,
    versions: ['v1'],
    folder,
    kind,
    plural: plural.replace('*', ''),
    namespaced: !plural.startsWith('*'),
    ...extra,
  }));
}

/** Every built-in resource. */
export const builtinRows: readonly BuiltinRow[] = [
  ...group('', 'core', [
    ['Binding', 'bindings', { verbs: create }],
    [
      'ComponentStatus',
      '*componentstatuses',
      { verbs: ['get', 'list'], shortNames: ['cs'], deprecation: 'v1 ComponentStatus is deprecated in v1.19+' },
    ],
    ['ConfigMap', 'configmaps', { shortNames: ['cm'] }],
    ['Endpoints', 'endpoints', { shortNames: ['ep'], deprecation: endpointsWarning }],
    ['Event', 'events', { shortNames: ['ev'] }],
    ['LimitRange', 'limitranges', { shortNames: ['limits'] }],
    [
      'Namespace',
      '*namespaces',
      {
        verbs: standardVerbs.filter((verb) => verb !== 'deletecollection'),
        shortNames: ['ns'],
        subresources: ['finalize:Namespace:update', 'status'],
      },
    ],
    [
      'Node',
      '*nodes',
      { shortNames: ['no'], subresources: ['proxy:NodeProxyOptions:create,delete,get,patch,update', 'status'] },
    ],
    ['PersistentVolumeClaim', 'persistentvolumeclaims', { shortNames: ['pvc'], subresources: ['status'] }],
    ['PersistentVolume', '*persistentvolumes', { shortNames: ['pv'], subresources: ['status'] }],
    [
      'Pod',
      'pods',
      {
        shortNames: ['po'],
        categories: all,
        subresources: [
          'attach:PodAttachOptions:create,get',
          'binding:Binding:create',
          'ephemeralcontainers',
          'eviction:policy/v1/Eviction:create',
          'exec:PodExecOptions:create,get',
          'log:Pod:get',
          'portforward:PodPortForwardOptions:create,get',
          'proxy:PodProxyOptions:create,delete,get,patch,update',
          'resize',
          'status',
        ],
      },
    ],
    ['PodTemplate', 'podtemplates'],
    [
      'ReplicationController',
      'replicationcontrollers',
      { shortNames: ['rc'], categories: all, subresources: [scale, 'status'] },
    ],
    ['ResourceQuota', 'resourcequotas', { shortNames: ['quota'], subresources: ['status'] }],
    ['Secret', 'secrets'],
    [
      'ServiceAccount',
      'serviceaccounts',
      { shortNames: ['sa'], subresources: ['token:authentication.k8s.io/v1/TokenRequest:create'] },
    ],
    [
      'Service',
      'services',
      {
        shortNames: ['svc'],
        categories: all,
        subresources: ['proxy:ServiceProxyOptions:create,delete,get,patch,update', 'status'],
      },
    ],
  ]),
  ...group('apiregistration.k8s.io', 'apiregistration', [
    ['APIService', '*apiservices', { categories: ['api-extensions'], subresources: ['status'] }],
  ]),
  ...group('apps', 'apps', [
    ['ControllerRevision', 'controllerrevisions'],
    ['DaemonSet', 'daemonsets', { shortNames: ['ds'], categories: all, subresources: ['status'] }],
    ['Deployment', 'deployments', { shortNames: ['deploy'], categories: all, subresources: [scale, 'status'] }],
    ['ReplicaSet', 'replicasets', { shortNames: ['rs'], categories: all, subresources: [scale, 'status'] }],
    ['StatefulSet', 'statefulsets', { shortNames: ['sts'], categories: all, subresources: [scale, 'status'] }],
  ]),
  ...group('events.k8s.io', 'events', [['Event', 'events', { shortNames: ['ev'] }]]),
  ...group('authentication.k8s.io', 'authentication', [
    ['SelfSubjectReview', '*selfsubjectreviews', { verbs: create }],
    ['TokenReview', '*tokenreviews', { verbs: create }],
  ]),
  ...group('authorization.k8s.io', 'authorization', [
    ['LocalSubjectAccessReview', 'localsubjectaccessreviews', { verbs: create }],
    ['SelfSubjectAccessReview', '*selfsubjectaccessreviews', { verbs: create }],
    ['SelfSubjectRulesReview', '*selfsubjectrulesreviews', { verbs: create }],
    ['SubjectAccessReview', '*subjectaccessreviews', { verbs: create }],
  ]),
  ...group('autoscaling', 'autoscaling', [
    [
      'HorizontalPodAutoscaler',
      'horizontalpodautoscalers',
      { versions: ['v2', 'v1'], shortNames: ['hpa'], categories: all, subresources: ['status'] },
    ],
  ]),
  ...group('batch', 'batch', [
    ['CronJob', 'cronjobs', { shortNames: ['cj'], categories: all, subresources: ['status'] }],
    ['Job', 'jobs', { categories: all, subresources: ['status'] }],
  ]),
  ...group('certificates.k8s.io', 'certificates', [
    [
      'CertificateSigningRequest',
      '*certificatesigningrequests',
      { shortNames: ['csr'], subresources: ['approval', 'status'] },
    ],
  ]),
  ...group('networking.k8s.io', 'networking', [
    ['IngressClass', '*ingressclasses'],
    ['Ingress', 'ingresses', { shortNames: ['ing'], subresources: ['status'] }],
    ['IPAddress', '*ipaddresses', { shortNames: ['ip'] }],
    ['NetworkPolicy', 'networkpolicies', { shortNames: ['netpol'] }],
    ['ServiceCIDR', '*servicecidrs', { subresources: ['status'] }],
  ]),
  ...group('policy', 'policy', [
    ['PodDisruptionBudget', 'poddisruptionbudgets', { shortNames: ['pdb'], subresources: ['status'] }],
  ]),
  ...group('rbac.authorization.k8s.io', 'rbac', [
    ['ClusterRoleBinding', '*clusterrolebindings'],
    ['ClusterRole', '*clusterroles'],
    ['RoleBinding', 'rolebindings'],
    ['Role', 'roles'],
  ]),
  ...group('storage.k8s.io', 'storage', [
    ['CSIDriver', '*csidrivers'],
    ['CSINode', '*csinodes'],
    ['CSIStorageCapacity', 'csistoragecapacities'],
    ['StorageClass', '*storageclasses', { shortNames: ['sc'] }],
    ['VolumeAttachment', '*volumeattachments', { subresources: ['status'] }],
    ['VolumeAttributesClass', '*volumeattributesclasses', { shortNames: ['vac'] }],
  ]),
  ...group('admissionregistration.k8s.io', 'admissionregistration', [
    ['MutatingAdmissionPolicy', '*mutatingadmissionpolicies', { categories: ['api-extensions'] }],
    ['MutatingAdmissionPolicyBinding', '*mutatingadmissionpolicybindings', { categories: ['api-extensions'] }],
    ['MutatingWebhookConfiguration', '*mutatingwebhookconfigurations', { categories: ['api-extensions'] }],
    [
      'ValidatingAdmissionPolicy',
      '*validatingadmissionpolicies',
      { categories: ['api-extensions'], subresources: ['status'] },
    ],
    ['ValidatingAdmissionPolicyBinding', '*validatingadmissionpolicybindings', { categories: ['api-extensions'] }],
    ['ValidatingWebhookConfiguration', '*validatingwebhookconfigurations', { categories: ['api-extensions'] }],
  ]),
  ...group('apiextensions.k8s.io', 'apiextensions', [
    [
      'CustomResourceDefinition',
      '*customresourcedefinitions',
      { shortNames: ['crd', 'crds'], categories: ['api-extensions'], subresources: ['status'] },
    ],
  ]),
  ...group('scheduling.k8s.io', 'scheduling', [['PriorityClass', '*priorityclasses', { shortNames: ['pc'] }]]),
  ...group('coordination.k8s.io', 'coordination', [['Lease', 'leases']]),
  ...group('node.k8s.io', 'node', [['RuntimeClass', '*runtimeclasses']]),
  ...group('discovery.k8s.io', 'discovery', [['EndpointSlice', 'endpointslices']]),
  ...group('resource.k8s.io', 'resource', [
    ['DeviceClass', '*deviceclasses'],
    ['ResourceClaim', 'resourceclaims', { subresources: ['status'] }],
    ['ResourceClaimTemplate', 'resourceclaimtemplates'],
    ['ResourceSlice', '*resourceslices'],
  ]),
  ...group('flowcontrol.apiserver.k8s.io', 'flowcontrol', [
    ['FlowSchema', '*flowschemas', { subresources: ['status'] }],
    ['PriorityLevelConfiguration', '*prioritylevelconfigurations', { subresources: ['status'] }],
  ]),
];
