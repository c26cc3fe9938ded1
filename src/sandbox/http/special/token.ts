import {
  formatTime,
  type JsonObject,
  type KubeObject,
  numberAt,
  objectAt,
  textAt,
  textsAt,
} from '../../../base/index.ts';
import {
  tokenIssuer,
  type ServiceAccountTokens,
  type TokenClaims,
} from '../../authorization/service-account-tokens.ts';
import { ApiError, badRequest, conflict, invalidObject, notFound } from '../../machinery/api-error.ts';
import { type FieldError, invalid } from '../../machinery/field-error.ts';
import { objectKey, type ResourceType } from '../../machinery/resource-type.ts';
import { sendJson } from '../answer.ts';
import { type ApiRequest, writeOptions } from '../api-request.ts';
import { readObject } from '../body/read-object.ts';
import { readBody } from '../body/request-body.ts';

const shortestSeconds = 600;
const longestSeconds = 2 ** 32;
const plurals: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' };

/** Answers `POST serviceaccounts/NAME/token`: gives a token (kubernetes 1.36, registry/core/serviceaccount/storage/token.go). */
export function tokenHandler(type: ResourceType, tokens: ServiceAccountTokens): (request: ApiRequest) => Promise<void> {
  return async (request) => {
    const { cluster, served, info, http } = request;
    const { context, fieldValidation } = writeOptions(request, 'CreateOptions');
    const stored = cluster.storage.get(objectKey(served.type, info.namespace, info.name));
    if (stored === undefined) throw notFound(served.type, info.name);
    const body = await readBody(http);
    const asked = readObject(
      body,
      http.headers['content-type'],
      { type, version: 'v1' },
      fieldValidation,
      context.warn,
      cluster.registry,
    );
    const spec = objectAt(asked, 'spec');
    const seconds = numberAt(spec, ['expirationSeconds'], 3600);
    const errors = durationErrors(seconds);
    if (errors.length > 0) throw invalidObject(type, '', errors);
    const audiences = textsAt(spec, 'audiences');
    const account = stored.object;
    const issuedAt = Math.floor(cluster.clock.now() / 1000);
    const bound = boundObject(request, spec);
    const claims: TokenClaims = {
      namespace: info.namespace,
      name: info.name,
      uid: account.metadata.uid ?? '',
      audiences: audiences.length === 0 ? [tokenIssuer] : audiences,
      issuedAt,
      expiresAt: issuedAt + seconds,
      ...(bound === undefined ? {} : { bound }),
    };
    sendJson(
      request.response,
      201,
      answerOf(account, spec, claims, context.dryRun ? '' : tokens.issue(claims), seconds),
    );
  };
}

function answerOf(
  { metadata: { name, namespace, uid } }: KubeObject,
  spec: JsonObject,
  claims: TokenClaims,
  token: string,
  seconds: number,
): JsonObject {
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid, creationTimestamp: formatTime(claims.issuedAt * 1000) },
    spec: {
      audiences: [...claims.audiences],
      expirationSeconds: seconds,
      boundObjectRef: spec['boundObjectRef'] ?? null,
    },
    status: { token, expirationTimestamp: formatTime((claims.issuedAt + seconds) * 1000) },
  };
}

function durationErrors(seconds: number): FieldError[] {
  const at = 'spec.expirationSeconds';
  if (seconds < shortestSeconds) return [invalid(at, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > longestSeconds ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')] : [];
}

/** The object with which the token is to end. Throws ApiError where it is not there. */
function boundObject({ cluster, info }: ApiRequest, spec: JsonObject): TokenClaims['bound'] {
  const reference = spec['boundObjectRef'];
  if (reference === undefined || reference === null) return undefined;
  const [kind, name, uid] = [textAt(reference, 'kind'), textAt(reference, 'name'), textAt(reference, 'uid')];
  const plural = plurals[kind];
  if (plural === undefined) {
    throw badRequest(
      `cannot bind token for serviceaccount to object of type ${textAt(reference, 'apiVersion')}/${kind}`,
    );
  }
  const found = cluster.storage.get(`/${plural}/${kind === 'Node' ? '' : info.namespace}/${name}`)?.object;
  if (found === undefined) throw notFound({ group: '', plural }, name);
  if (uid !== '' && uid !== found.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: '', plural }, name, why);
  }
  if (found.metadata.uid === undefined) throw new ApiError(500, 'InternalError', 'the bound object has no uid');
  return { kind, name, uid: found.metadata.uid };
}
