import { type Json, objectsAt, textAt, textsAt } from '../../../base/index.ts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from '../../machinery/field-error.ts';
import { dnsSubdomainProblems, qualifiedNameProblems } from '../names.ts';
import {
  all,
  distinct,
  each,
  fields,
  first,
  given,
  needed,
  neededOneOf,
  on,
  oneOf,
  type Rule,
  text,
} from '../rules.ts';
import { labelSelector } from '../selectors.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

/** A list in which `*` stands alone. */
function withStar(what: string): Rule {
  return (value, path) => {
    const items = Array.isArray(value) ? value.map(String) : [];
    if (items.length === 0) return [required(path)];
    if (items.length > 1 && items.includes('*')) {
      return [invalid(path, items, `if '*' is present, must not specify other ${what}`)];
    }
    return [];
  };
}

const resources: Rule = (value, path) => {
  const items = Array.isArray(value) ? value.map(String) : [];
  if (items.length === 0) return [required(path)];
  const alone = items.includes('*/*') && items.length > 1;
  return alone ? [invalid(path, items, "if '*/*' is present, must not specify other resources")] : [];
};

/** The rules of webhooks and policies (kubernetes 1.36, pkg/apis/admissionregistration/validation validateRuleWithOperations). */
export const admissionRule: Rule = fields({
  operations: all(
    withStar('operations'),
    each((value, path) =>
      operations.includes(typeof value === 'string' ? value : '') ? [] : [notSupported(path, value, operations)],
    ),
  ),
  apiGroups: withStar('API groups'),
  apiVersions: withStar('API versions'),
  resources,
  scope: given(oneOf('*', 'Cluster', 'Namespaced')),
});

/** Where a webhook is called: an URL or a Service (apiserver pkg/util/webhook/validation.go). */
const clientConfig: Rule = on((config, path) => {
  const { url, service } = config;
  if ((url === undefined) === (service === undefined)) {
    return [required(path, 'exactly one of url or service is required')];
  }
  return url === undefined
    ? serviceErrors(service, `${path}.service`)
    : urlErrors(textAt(config, 'url'), `${path}.url`);
});

function serviceErrors(service: Json | undefined, path: string): FieldError[] {
  const port = typeof service === 'object' && service !== null && !Array.isArray(service) ? service['port'] : undefined;
  const servicePath = textAt(service, 'path');
  const isPort = typeof port !== 'number' || (port >= 1 && port <= 65_535);
  return [
    ...(textAt(service, 'name') === '' ? [required(`${path}.name`)] : []),
    ...(textAt(service, 'namespace') === '' ? [required(`${path}.namespace`)] : []),
    ...(isPort ? [] : [invalid(`${path}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive')]),
    ...(servicePath === '' || servicePath.startsWith('/')
      ? []
      : [invalid(`${path}.path`, servicePath, "must start with a '/'")]),
  ];
}

function urlErrors(address: string, path: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return [required(path, `url must be a valid URL${form}`)];
  const user = url.password === '' ? url.username : `${url.username}:${url.password}`;
  return [
    ...(url.protocol === 'https:'
      ? []
      : [invalid(path, url.protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`)]),
    ...(user === '' ? [] : [invalid(path, user, 'user information is not permitted in the URL')]),
    ...(url.hash === '' ? [] : [invalid(path, url.hash.slice(1), 'fragments are not permitted in the URL')]),
    ...(url.search === '' ? [] : [invalid(path, url.search.slice(1), 'query parameters are not permitted in the URL')]),
  ];
}

const reviewVersions: Rule = (value, path) => {
  const versions = Array.isArray(value) ? value.map(String) : [];
  if (versions.length === 0) return [required(path, 'must specify one of v1, v1beta1')];
  const isKnown = versions.includes('v1') || versions.includes('v1beta1');
  return isKnown ? [] : [invalid(path, versions, 'must include at least one of v1, v1beta1')];
};

const domainOfThree = (value: string): readonly string[] => [
  ...dnsSubdomainProblems(value),
  ...(value.split('.').length < 3 ? ['should be a domain with at least three segments separated by dots'] : []),
];

const timeout: Rule = (value, path) =>
  typeof value === 'number' && (value < 1 || value > 30)
    ? [invalid(path, value, 'the timeout value must be between 1 and 30 seconds')]
    : [];

function webhook(sideEffectsNeeded: string): Rule {
  return on((hook, path) => [
    ...first(needed(), text(domainOfThree))(hook['name'], `${path}.name`),
    ...each(admissionRule)(hook['rules'], `${path}.rules`),
    ...given(oneOf('Fail', 'Ignore'))(hook['failurePolicy'], `${path}.failurePolicy`),
    ...given(oneOf('Equivalent', 'Exact'))(hook['matchPolicy'], `${path}.matchPolicy`),
    ...neededOneOf(sideEffectsNeeded, 'None', 'NoneOnDryRun')(hook['sideEffects'], `${path}.sideEffects`),
    ...timeout(hook['timeoutSeconds'], `${path}.timeoutSeconds`),
    ...labelSelector(hook['namespaceSelector'], `${path}.namespaceSelector`),
    ...labelSelector(hook['objectSelector'], `${path}.objectSelector`),
    ...given(oneOf('IfNeeded', 'Never'))(hook['reinvocationPolicy'], `${path}.reinvocationPolicy`),
    ...clientConfig(hook['clientConfig'], `${path}.clientConfig`),
    ...conditions(hook['matchConditions'], `${path}.matchConditions`),
    ...reviewVersions(hook['admissionReviewVersions'], `${path}.admissionReviewVersions`),
  ]);
}

/** Conditions on requests; what is written in CEL is judged where it is compiled. */
const conditions: Rule = all(
  each(fields({ expression: needed(), name: first(needed(), text(qualifiedNameProblems)) })),
  distinct((condition) => textAt(condition, 'name'), '.name'),
);

/** ValidatingWebhookConfigurations and MutatingWebhookConfigurations. */
export const webhookConfigurationRule: Rule = fields({
  webhooks: all(
    each(webhook('must specify one of None, NoneOnDryRun')),
    distinct((hook) => textAt(hook, 'name'), '.name'),
  ),
});

/** ValidatingAdmissionPolicies, as far as they say nothing in CEL. */
export const policyRule: Rule = fields({
  spec: on((spec, path) => {
    const validations = objectsAt(spec, 'validations');
    const nothing = validations.length === 0 && objectsAt(spec, 'auditAnnotations').length === 0;
    const detail = 'validations or auditAnnotations must contain at least one item';
    return [
      ...given(oneOf('Fail', 'Ignore'))(spec['failurePolicy'], `${path}.failurePolicy`),
      ...given(fields({ apiVersion: needed(), kind: needed() }))(spec['paramKind'], `${path}.paramKind`),
      ...(spec['matchConstraints'] === undefined
        ? [required(`${path}.matchConstraints`)]
        : matchResources(spec['matchConstraints'], `${path}.matchConstraints`)),
      ...conditions(spec['matchConditions'], `${path}.matchConditions`),
      ...(nothing ? [required(`${path}.validations`, detail), required(`${path}.auditAnnotations`, detail)] : []),
      ...validations.flatMap((validation, index) => [
        ...needed('expression is not specified')(validation['expression'], `${path}.validations[${index}].expression`),
        ...given(oneOf('Forbidden', 'Invalid', 'RequestEntityTooLarge'))(
          validation['reason'],
          `${path}.validations[${index}].reason`,
        ),
      ]),
    ];
  }),
});

const matchResources: Rule = fields({
  matchPolicy: given(oneOf('Equivalent', 'Exact')),
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
  resourceRules: each(admissionRule),
  excludeResourceRules: each(admissionRule),
});

const actions = ['Audit', 'Deny', 'Warn'];

/** ValidatingAdmissionPolicyBindings. */
export const policyBindingRule: Rule = fields({
  spec: on((spec, path) => {
    const at = `${path}.validationActions`;
    const listed = textsAt(spec, 'validationActions');
    const both = listed.includes('Deny') && listed.includes('Warn');
    const clash =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    return [
      ...needed()(spec['policyName'], `${path}.policyName`),
      ...given(paramReference)(spec['paramRef'], `${path}.paramRef`),
      ...given(matchResources)(spec['matchResources'], `${path}.matchResources`),
      ...(listed.length === 0 ? [required(at, 'at least one validation action is required')] : []),
      ...listed.flatMap((action, index) => [
        ...(actions.includes(action) ? [] : [notSupported(`${at}[${index}]`, action, actions)]),
        ...(listed.indexOf(action) < index ? [duplicate(`${at}[${index}]`, action)] : []),
      ]),
      ...(both ? [invalid(at, [...listed], clash)] : []),
    ];
  }),
});

const paramReference: Rule = on((reference, path) => {
  const named = textAt(reference, 'name') !== '';
  const selected = reference['selector'] !== undefined;
  const alone = 'name and selector are mutually exclusive';
  return [
    ...(named || selected ? [] : [required(path, 'one of name or selector must be specified')]),
    ...(named && selected ? [forbiddenField(`${path}.name`, alone)] : []),
    ...neededOneOf('', 'Allow', 'Deny')(reference['parameterNotFoundAction'], `${path}.parameterNotFoundAction`),
  ];
});
