import {
  type Json,
  type KubeObject,
  objectAt,
  objectsAt,
  parseQuantity,
  textAt,
  textMapAt,
  textsAt,
} from '../../../base/index.ts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../machinery/field-error.ts';
import { ipProblems, rangeProblems } from '../addresses.ts';
import {
  dnsLabelProblems,
  domainPathProblems,
  dnsStartingWithLetterProblems,
  dnsSubdomainProblems,
  pathSegmentProblems,
  qualifiedNameProblems,
} from '../names.ts';
import { labelErrors } from '../object-meta.ts';
import { all, atLeast, each, fields, first, given, needed, number, on, oneOf, type Rule, text } from '../rules.ts';
import { tolerations } from '../pods/scheduling.ts';

/** APIServices (kubernetes 1.36, kube-aggregator pkg/apis/apiregistration/validation). */
export function apiServiceErrors(object: KubeObject): FieldError[] {
  const spec = objectAt(object, 'spec');
  const name = object.metadata.name ?? '';
  const [group, version] = [textAt(spec, 'group'), textAt(spec, 'version')];
  const expected = `${version}.${group}`;
  const [least, order] = [spec['groupPriorityMinimum'], spec['versionPriority']];
  const hasBundle = textAt(spec, 'caBundle') !== '';
  const insecure = spec['insecureSkipTLSVerify'] === true;
  return [
    ...(name === expected || name === ''
      ? []
      : [invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(expected)}`)]),
    ...text(dnsSubdomainProblems)(group, 'spec.group'),
    ...text(dnsStartingWithLetterProblems)(version, 'spec.version'),
    ...number((value) => value > 0 && value <= 20_000, 'must be positive and less than 20000')(
      least ?? 0,
      'spec.groupPriorityMinimum',
    ),
    ...number((value) => value > 0 && value <= 1000, 'must be positive and less than 1000')(
      order ?? 0,
      'spec.versionPriority',
    ),
    ...given(fields({ namespace: needed(), name: needed() }))(spec['service'], 'spec.service'),
    ...(insecure && hasBundle
      ? [invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')]
      : []),
  ];
}

const certificateRequest: Rule = (value, path) => {
  const pem = typeof value === 'string' ? Buffer.from(value, 'base64').toString() : '';
  const isRequest = pem.includes('-----BEGIN CERTIFICATE REQUEST-----');
  return isRequest ? [] : [invalid(path, value ?? null, 'PEM block type must be CERTIFICATE REQUEST')];
};

/** CertificateSigningRequests (pkg/apis/certificates/validation). */
export const signingRequestRule: Rule = fields({
  spec: fields({
    request: certificateRequest,
    usages: needed(),
    signerName: (value, path) => {
      const name = typeof value === 'string' ? value : '';
      if (name === '') return [required(path)];
      if (name.includes('/')) return [];
      return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
    },
    expirationSeconds: number((value) => value >= 600, 'may not specify a duration less than 600 seconds (10 minutes)'),
  }),
});

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const verbRule: Rule = (value, path) => {
  const listed = Array.isArray(value) ? value.map(String) : [];
  if (listed.length === 0) return [required(path, 'verbs must contain at least one value')];
  if (listed.includes('*')) return [];
  return listed.every((verb) => verbs.includes(verb)) ? [] : [notSupported(path, listed, verbs)];
};

const flowRule: Rule = on((rule, path) => {
  const subjects = objectsAt(rule, 'subjects');
  const [resources, urls] = [objectsAt(rule, 'resourceRules'), objectsAt(rule, 'nonResourceRules')];
  return [
    ...(subjects.length === 0 ? [required(`${path}.subjects`, 'subjects must contain at least one value')] : []),
    ...subjects.flatMap((subject, index) => flowSubject(subject, `${path}.subjects[${index}]`)),
    ...(resources.length + urls.length === 0
      ? [required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')]
      : []),
    ...resources.flatMap((resource, index) => flowResource(resource, `${path}.resourceRules[${index}]`)),
    ...urls.flatMap((url, index) => verbRule(url['verbs'], `${path}.nonResourceRules[${index}].verbs`)),
  ];
});

function flowSubject(subject: Json, path: string): FieldError[] {
  const kind = textAt(subject, 'kind');
  const member = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' }[kind];
  if (member === undefined) return [notSupported(`${path}.kind`, kind, ['Group', 'ServiceAccount', 'User'])];
  if (Object.keys(objectAt(subject, member)).length > 0) return [];
  return [required(`${path}.${member}`, `${member} is required when subject kind is '${kind}'`)];
}

function flowResource(rule: Json, path: string): FieldError[] {
  const has = (field: string): boolean => textsAt(rule, field).length > 0;
  return [
    ...verbRule([...textsAt(rule, 'verbs')], `${path}.verbs`),
    ...(has('apiGroups') ? [] : [required(`${path}.apiGroups`, 'resource rules must supply at least one api group')]),
    ...(has('resources') ? [] : [required(`${path}.resources`, 'resource rules must supply at least one resource')]),
    ...(has('namespaces') || objectAt(rule)['clusterScope'] === true
      ? []
      : [
          required(
            `${path}.namespaces`,
            'resource rules that are not cluster scoped must supply at least one namespace',
          ),
        ]),
  ];
}

/** FlowSchemas (pkg/apis/flowcontrol/validation). */
export const flowSchemaRule: Rule = fields({
  spec: fields({
    matchingPrecedence: all(
      number((value) => value > 0, 'must be a positive value'),
      number((value) => value <= 10_000, 'must not be greater than 10000'),
    ),
    distinguisherMethod: given((value, path) => {
      const type = textAt(value, 'type');
      const known = ['ByNamespace', 'ByUser'];
      return known.includes(type) ? [] : [notSupported(`${path}.type`, { Type: type }, known)];
    }),
    priorityLevelConfiguration: fields({ name: needed('must reference a priority level') }),
    rules: each(flowRule),
  }),
});

const limited: Rule = fields({
  nominalConcurrencyShares: number((value) => value >= 0, 'must be a non-negative integer'),
  lendablePercent: number((value) => value >= 0 && value <= 100, 'must be between 0 and 100, inclusive'),
  borrowingLimitPercent: number((value) => value >= 0, 'if specified, must be a non-negative integer'),
  limitResponse: on((response, path) => {
    const type = textAt(response, 'type');
    const queuing = response['queuing'];
    if (type === 'Reject') {
      return queuing === undefined
        ? []
        : [forbiddenField(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')];
    }
    if (type !== 'Queue') return oneOf('Queue', 'Reject')(type, `${path}.type`);
    if (queuing === undefined) {
      return [required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
    }
    return queueErrors(queuing, `${path}.queuing`);
  }),
});

function queueErrors(queuing: Json, path: string): FieldError[] {
  const { queueLengthLimit = 0, queues = 0, handSize = 0 } = objectAt(queuing);
  const positive = number((value) => value > 0, 'must be positive');
  const tooMany = Number(handSize) > Number(queues);
  return [
    ...positive(queueLengthLimit, `${path}.queueLengthLimit`),
    ...positive(queues, `${path}.queues`),
    ...positive(handSize, `${path}.handSize`),
    ...(tooMany
      ? [invalid(`${path}.handSize`, handSize, `should not be greater than queues (${Number(queues)})`)]
      : []),
  ];
}

/** PriorityLevelConfigurations. */
export const priorityLevelRule: Rule = fields({
  spec: on((spec, path) => {
    const type = textAt(spec, 'type');
    if (type !== 'Limited' && type !== 'Exempt') return [notSupported(`${path}.type`, type, ['Exempt', 'Limited'])];
    const [own, other] = type === 'Limited' ? ['limited', 'exempt'] : ['exempt', 'limited'];
    return [
      ...(spec[other] === undefined ? [] : [forbiddenField(`${path}.${other}`, `must be nil if the type is ${type}`)]),
      ...(type === 'Limited' && spec[own] === undefined
        ? [required(`${path}.limited`, 'must not be empty when type is Limited')]
        : []),
      ...(type === 'Limited' && spec[own] !== undefined ? limited(spec[own], `${path}.${own}`) : []),
    ];
  }),
});

/** RuntimeClasses (pkg/apis/node/validation). */
export const runtimeClassRule: Rule = fields({
  handler: first(needed(), text(dnsLabelProblems)),
  overhead: given(
    on((overhead, path) =>
      Object.entries(textMapAt(overhead, 'podFixed')).flatMap(([name, amount]) =>
        (parseQuantity(amount) ?? 0n) < 0n
          ? [invalid(`${path}.limits[${name}]`, amount, 'must be greater than or equal to 0')]
          : [],
      ),
    ),
  ),
  scheduling: given(
    on((scheduling, path) => [
      ...labelErrors(textMapAt(scheduling, 'nodeSelector'), `${path}.nodeSelector`),
      ...tolerations(scheduling['tolerations'], `${path}.tolerations`),
    ]),
  ),
});

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Nodes (pkg/apis/core/validation ValidateNode). */
export function nodeErrors(object: KubeObject): FieldError[] {
  const seen = new Set<string>();
  const taints = objectsAt(object, 'spec', 'taints').flatMap((taint, index) => {
    const path = `metadata.taints[${index}]`;
    const [key, value, effect] = [textAt(taint, 'key'), textAt(taint, 'value'), textAt(taint, 'effect')];
    const errors = qualifiedNameProblems(key).map((problem) => invalid(`${path}.key`, key, problem));
    if (effect === '') errors.push(required(`${path}.effect`));
    else if (!effects.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, effects));
    const shown = { Key: key, Value: value, Effect: effect, TimeAdded: null };
    if (seen.has(`${key}:${effect}`)) {
      const error = duplicate(path, shown);
      errors.push({ ...error, message: `${error.message}: taints must be unique by key and effect pair` });
    }
    seen.add(`${key}:${effect}`);
    return errors;
  });
  const negative = ['capacity', 'allocatable'].flatMap((field) =>
    Object.entries(textMapAt(object, 'status', field)).flatMap(([name, amount]) =>
      (parseQuantity(amount) ?? 0n) < 0n
        ? [invalid(`status.${field}.${name}`, amount, 'must be greater than or equal to 0')]
        : [],
    ),
  );
  const ranges = textsAt(object, 'spec', 'podCIDRs').flatMap((range, index) =>
    rangeProblems(range).map((problem) => invalid(`spec.podCIDRs[${index}]`, range, problem)),
  );
  return [...taints, ...negative, ...ranges];
}

/** IngressClasses (pkg/apis/networking/validation). */
export const ingressClassRule: Rule = fields({
  spec: fields({
    controller: first(needed(), text(domainPathProblems)),
    parameters: given(
      on((parameters, path) => {
        const [scope, namespace] = [textAt(parameters, 'scope'), textAt(parameters, 'namespace')];
        return [
          ...first(
            needed(),
            text((value) => pathSegmentProblems(value, false)),
          )(parameters['kind'], `${path}.kind`),
          ...first(
            needed(),
            text((value) => pathSegmentProblems(value, false)),
          )(parameters['name'], `${path}.name`),
          ...oneOf('Cluster', 'Namespace')(scope, `${path}.scope`),
          ...(scope === 'Namespace' && namespace === ''
            ? [required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'")]
            : []),
          ...(scope === 'Cluster' && namespace !== ''
            ? [forbiddenField(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'")]
            : []),
        ];
      }),
    ),
  }),
});

/** ServiceCIDRs. */
export const serviceRangeRule: Rule = fields({
  spec: fields({
    cidrs: (value, path) => {
      const ranges = Array.isArray(value) ? value.map(String) : [];
      if (ranges.length === 0) return [required(path, 'at least one CIDR required')];
      const bad = ranges.flatMap((range, index) =>
        rangeProblems(range).map((problem) => invalid(`${path}[${index}]`, range, problem)),
      );
      const families = new Set(ranges.map((range) => range.includes(':')));
      const same = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
      return bad.length === 0 && families.size < ranges.length ? [invalid(path, ranges, same)] : bad;
    },
  }),
});

/** IPAddresses. */
export function ipAddressErrors(object: KubeObject): FieldError[] {
  const name = object.metadata.name ?? '';
  const parent = objectAt(object, 'spec')['parentRef'];
  return [
    ...text(ipProblems)(name, 'metadata.name'),
    ...(parent === undefined
      ? [required('spec.parentRef')]
      : fields({ resource: needed(), name: needed() })(parent, 'spec.parentRef')),
  ];
}

/** PriorityClasses but for their names (pkg/apis/scheduling/validation). */
export const priorityRule: Rule = fields({
  preemptionPolicy: given(oneOf('PreemptLowerPriority', 'Never')),
});

/** Leases (pkg/apis/coordination/validation). */
export const leaseRule: Rule = fields({
  spec: fields({
    leaseDurationSeconds: number((value) => value > 0, 'must be greater than 0'),
    leaseTransitions: atLeast(0),
  }),
});
