import {
  type CelLibrary,
  CelObject,
  type CelValue,
  declare,
  type FunctionDeclaration,
  memberOverload,
  structType,
  types,
} from '../../../lang/index.ts';
import type { AuthorizationDecision, Authorizer } from '../../authorization/authorizer.ts';
import type { UserInfo } from '../../machinery/cluster.ts';

const { string, bool } = types;

/** Who may be asked for. */
interface Asker {
  readonly authorizer: Authorizer;
  readonly user: UserInfo;
}

interface ResourceCheck extends Asker {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

const asker = structType<CelObject<Asker>>('kubernetes.authorization.Authorizer');
const pathCheck = structType<CelObject<Asker & { readonly path: string }>>('kubernetes.authorization.PathCheck');
const groupCheck = structType<CelObject<Asker & { readonly group: string }>>('kubernetes.authorization.GroupCheck');
const resourceCheck = structType<CelObject<ResourceCheck>>('kubernetes.authorization.ResourceCheck');
const decision = structType<CelObject<AuthorizationDecision>>('kubernetes.authorization.Decision');

/** The type of the variable `authorizer`. */
export const authorizerType = asker;

/** The value of the variable `authorizer`. */
export function authorizerValue(authorizer: Authorizer, user: UserInfo): CelObject<Asker> {
  return new CelObject(asker, { authorizer, user }, user.name);
}

/** The check that `authorizer.requestResource` stands for. */
export function requestResourceValue(
  authorizer: Authorizer,
  user: UserInfo,
  about: Omit<ResourceCheck, keyof Asker>,
): CelObject<ResourceCheck> {
  return checkOf({ authorizer, user, ...about });
}

function checkOf(check: ResourceCheck): CelObject<ResourceCheck> {
  return new CelObject(
    resourceCheck,
    check,
    JSON.stringify([check.group, check.resource, check.namespace, check.name]),
  );
}

function decided(found: AuthorizationDecision): CelValue {
  return new CelObject(decision, found, JSON.stringify(found));
}

const refined = (name: string, id: string, refine: (value: string) => Partial<ResourceCheck>): FunctionDeclaration =>
  declare(
    name,
    memberOverload(id, [resourceCheck, string], resourceCheck, ({ content }, value) =>
      checkOf({ ...content, ...refine(value) }),
    ),
  );

/** What expressions may ask of the authorizer (apiserver v0.36.3, pkg/cel/library/authz.go). */
export const authorizerLibrary: CelLibrary = {
  functions: [
    declare(
      'path',
      memberOverload(
        'authorizer_path',
        [asker, string],
        pathCheck,
        ({ content }, path) => new CelObject(pathCheck, { ...content, path }, path),
      ),
    ),
    declare(
      'group',
      memberOverload(
        'authorizer_group',
        [asker, string],
        groupCheck,
        ({ content }, group) => new CelObject(groupCheck, { ...content, group }, group),
      ),
    ),
    declare(
      'serviceAccount',
      memberOverload('authorizer_serviceaccount', [asker, string, string], asker, ({ content }, namespace, name) =>
        authorizerValue(content.authorizer, {
          name: `system:serviceaccount:${namespace}:${name}`,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        }),
      ),
    ),
    declare(
      'resource',
      memberOverload('groupcheck_resource', [groupCheck, string], resourceCheck, ({ content }, resource) =>
        checkOf({ ...content, resource, subresource: '', namespace: '', name: '' }),
      ),
    ),
    refined('subresource', 'resourcecheck_subresource', (subresource) => ({ subresource })),
    refined('namespace', 'resourcecheck_namespace', (namespace) => ({ namespace })),
    refined('name', 'resourcecheck_name', (name) => ({ name })),
    refined('fieldSelector', 'authorizer_fieldselector', () => ({})),
    refined('labelSelector', 'authorizer_labelselector', () => ({})),
    declare(
      'check',
      memberOverload('pathcheck_check', [pathCheck, string], decision, ({ content }, verb) =>
        decided(content.authorizer.decide({ kind: 'path', user: content.user, verb, path: content.path })),
      ),
      memberOverload('resourcecheck_check', [resourceCheck, string], decision, ({ content }, verb) => {
        const { authorizer, user, group, subresource, namespace, name } = content;
        const resource = subresource === '' ? content.resource : `${content.resource}/${subresource}`;
        return decided(authorizer.decide({ kind: 'resource', user, verb, group, resource, namespace, name }));
      }),
    ),
    declare(
      'allowed',
      memberOverload('decision_allowed', [decision], bool, ({ content }) => content.allowed),
    ),
    declare(
      'reason',
      memberOverload('decision_reason', [decision], string, ({ content }) => content.reason),
    ),
    declare(
      'errored',
      memberOverload('decision_errored', [decision], bool, () => false),
    ),
    declare(
      'error',
      memberOverload('decision_error', [decision], string, () => ''),
    ),
  ],
  types: [asker, pathCheck, groupCheck, resourceCheck, decision],
};
