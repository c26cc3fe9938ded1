import {
  formatTime,
  type Json,
  type JsonObject,
  type KubeObject,
  objectAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import type { AuthorizationQuestion } from '../../authorization/authorizer.ts';
import { tokenIssuer } from '../../authorization/service-account-tokens.ts';
import { badRequest, invalidObject } from '../../machinery/api-error.ts';
import type { UserInfo } from '../../machinery/cluster.ts';
import { type FieldError, invalid } from '../../machinery/field-error.ts';
import { sendJson } from '../answer.ts';
import { type ApiRequest, writeOptions } from '../api-request.ts';
import { readObject } from '../body/read-object.ts';
import { readBody } from '../body/request-body.ts';
import type { ServedCluster, SpecialHandler } from '../served-cluster.ts';

type Review = (object: KubeObject, request: ApiRequest, served: ServedCluster) => JsonObject;

/** The resources that answer a question and store nothing, by `group/plural`. */
export const reviewHandlers: ReadonlyMap<string, SpecialHandler> = new Map<string, SpecialHandler>([
  ...Object.entries<Review>({
    'authorization.k8s.io/selfsubjectaccessreviews': (review, { user }, served) => answer(review, user, served),
    'authorization.k8s.io/subjectaccessreviews': (review, _request, served) =>
      answer(review, subjectOf(review), served),
    'authorization.k8s.io/localsubjectaccessreviews': (review, _request, served) =>
      answer(review, subjectOf(review), served),
    'authentication.k8s.io/tokenreviews': tokenReview,
  }).map(([resource, review]) => [resource, handlerOf(review)] as const),
  // These answer with an object of their own.
  [
    'authorization.k8s.io/selfsubjectrulesreviews',
    ownHandlerOf((review, request, served) => {
      return { metadata: {}, spec: {}, status: rulesReview(review, request, served) };
    }),
  ],
  [
    'authentication.k8s.io/selfsubjectreviews',
    ownHandlerOf((_review, { user, cluster }) => {
      const metadata = { creationTimestamp: formatTime(cluster.clock.now()) };
      return { metadata, status: { userInfo: userJson(user) } };
    }),
  ],
]);

function ownHandlerOf(review: Review): SpecialHandler {
  return async (request, served) => {
    const { object } = await readReview(request);
    const { kind, apiVersion } = object;
    sendJson(request.response, 201, { kind, apiVersion, ...review(object, request, served) });
  };
}

function handlerOf(review: Review): SpecialHandler {
  return async (request, served) => {
    const { object, manager } = await readReview(request);
    const { cluster } = request;
    const status = review(object, request, served);
    if (request.info.namespace !== '') object.metadata.namespace = request.info.namespace;
    const owned = cluster.fields.update(undefined, object, {
      ...request.served,
      subresource: '',
      manager,
      now: cluster.clock.now(),
    });
    sendJson(request.response, 201, { ...owned, status });
  };
}

async function readReview(request: ApiRequest): Promise<{ readonly object: KubeObject; readonly manager: string }> {
  const { context, fieldValidation } = writeOptions(request, 'CreateOptions');
  const body = await readBody(request.http);
  const { cluster, http, served } = request;
  const contentType = http.headers['content-type'];
  const object = readObject(body, contentType, served, fieldValidation, context.warn, cluster.registry);
  return { object, manager: context.manager };
}

/** Whether the user of a review may do what it asks. */
function answer(review: KubeObject, user: UserInfo, served: ServedCluster): JsonObject {
  const spec = objectAt(review, 'spec');
  const errors = specErrors(review);
  if (errors.length > 0) throw invalidObject({ group: 'authorization.k8s.io', kind: '' }, '', errors);
  const { allowed, reason } = served.authorizer.decide(questionOf(spec, user));
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function specErrors(review: KubeObject): FieldError[] {
  const { resourceAttributes, nonResourceAttributes, user, groups } = objectAt(review, 'spec');
  const errors: FieldError[] = [];
  const text = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    errors.push(
      invalid(
        'spec.nonResourceAttributes',
        nonResourceAttributes,
        'cannot be specified in combination with resourceAttributes',
      ),
    );
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    errors.push(invalid('spec.resourceAttributes', null, text));
  }
  const nobody = user === undefined && (!Array.isArray(groups) || groups.length === 0);
  if (review.kind !== 'SelfSubjectAccessReview' && nobody) {
    errors.push(invalid('spec.user', '', 'at least one of user or group must be specified'));
  }
  return errors;
}

function questionOf(spec: JsonObject, user: UserInfo): AuthorizationQuestion {
  const path = spec['nonResourceAttributes'];
  if (path !== undefined) return { kind: 'path', user, verb: textAt(path, 'verb'), path: textAt(path, 'path') };
  const asked = objectAt(spec, 'resourceAttributes');
  const subresource = textAt(asked, 'subresource');
  return {
    kind: 'resource',
    user,
    verb: textAt(asked, 'verb'),
    group: textAt(asked, 'group'),
    resource: subresource === '' ? textAt(asked, 'resource') : `${textAt(asked, 'resource')}/${subresource}`,
    namespace: textAt(asked, 'namespace'),
    name: textAt(asked, 'name'),
  };
}

function subjectOf(review: KubeObject): UserInfo {
  const spec = objectAt(review, 'spec');
  return { name: textAt(spec, 'user'), groups: textsAt(spec, 'groups') };
}

function rulesReview(review: KubeObject, { user }: ApiRequest, served: ServedCluster): JsonObject {
  const namespace = textAt(review, 'spec', 'namespace');
  if (namespace === '') throw badRequest('no namespace on request');
  const rules = served.authorizer.rulesOf(user, namespace);
  const list = (field: string, values: readonly string[]): JsonObject =>
    values.length === 0 ? {} : { [field]: [...values] };
  return {
    resourceRules: rules
      .filter(({ resources }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs: [...verbs],
        ...list('apiGroups', apiGroups),
        ...list('resources', resources),
        ...list('resourceNames', resourceNames),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs: [...verbs], nonResourceURLs: [...nonResourceURLs] })),
    incomplete: false,
  };
}

function tokenReview(review: KubeObject, _request: ApiRequest, served: ServedCluster): JsonObject {
  const token = textAt(review, 'spec', 'token');
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  const user = served.tokens.userOf(token);
  if (user === undefined) return { user: {}, error: 'invalid bearer token' };
  return { authenticated: true, user: userJson(user), audiences: [tokenIssuer] };
}

function userJson({ name, uid, groups, extra }: UserInfo): JsonObject {
  const more: Record<string, Json> = {};
  for (const [key, values] of Object.entries(extra ?? {})) more[key] = [...values];
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    groups: [...groups],
    ...(Object.keys(more).length > 0 ? { extra: more } : {}),
  };
}
