import { type JsonObject, SlipwayError } from '../../base/index.ts';
import type { FieldError } from './field-error.ts';

/** The reasons of metav1.Status that the sandbox gives; an empty one is `Unknown` upstream. */
export type StatusReason =
  | ''
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'NotFound'
  | 'RequestEntityTooLarge'
  | 'ServiceUnavailable'
  | 'StorageFull'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType';

/** A cause in a Status' details. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The details of a Status. `kind` holds the resource's plural where a resource is concerned, as upstream does. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/**
 * A request that failed, as the Status that answers it. Texts are those of Kubernetes 1.36 (apimachinery pkg/api/errors), since
 * clients and people match on them.
 */
export class ApiError extends SlipwayError<StatusReason> {
  readonly httpStatus: number;
  readonly details: StatusDetails | undefined;
  /** Where a list may go on. */
  readonly continueToken: string | undefined;

  constructor(
    httpStatus: number,
    reason: StatusReason,
    message: string,
    details?: StatusDetails,
    continueToken?: string,
  ) {
    super(reason, message, { object: details?.name });
    this.httpStatus = httpStatus;
    this.details = details;
    this.continueToken = continueToken;
  }

  /** The answer's body. */
  toStatus(): JsonObject {
    const { details } = this;
    const kept = details === undefined ? undefined : withoutEmpty(details as unknown as JsonObject);
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken },
      status: 'Failure',
      message: this.message,
      ...(this.code === '' ? {} : { reason: this.code }),
      ...(kept === undefined ? {} : { details: kept }),
      code: this.httpStatus,
    };
  }
}

/** Group and plural of a resource, as errors name it. */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

/** `deployments.apps`, or `pods` for the core group. */
export function describeResource(resource: GroupResource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function detailsOf(resource: GroupResource, name: string): StatusDetails {
  return { name, group: resource.group, kind: resource.plural };
}

/** 404: no such object. */
export function notFound(resource: GroupResource, name: string): ApiError {
  const text = `${describeResource(resource)} ${JSON.stringify(name)} not found`;
  return new ApiError(404, 'NotFound', text, detailsOf(resource, name));
}

/** 404: no such path; kubectl reads it as a resource type that the server does not have. */
export function unknownPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409 on create. */
export function alreadyExists(resource: GroupResource, name: string, beingDeleted = false): ApiError {
  const text = `${describeResource(resource)} ${JSON.stringify(name)} already exists`;
  return new ApiError(
    409,
    'AlreadyExists',
    beingDeleted ? `object is being deleted: ${text}` : text,
    detailsOf(resource, name),
  );
}

/** 409 where every name tried for a generateName was taken. */
export function generatedNameTaken(resource: GroupResource, name: string): ApiError {
  const text = `${describeResource(resource)} ${JSON.stringify(name)} already exists, the server was not able to generate a unique name for the object`;
  return new ApiError(409, 'AlreadyExists', text, { ...detailsOf(resource, name), retryAfterSeconds: 1 });
}

/** What optimistic locking says. */
export const modifiedText =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 409 on update or delete. */
export function conflict(resource: GroupResource, name: string, why: string): ApiError {
  const text = `Operation cannot be fulfilled on ${describeResource(resource)} ${JSON.stringify(name)}: ${why}`;
  return new ApiError(409, 'Conflict', text, detailsOf(resource, name));
}

/** 403, for the resource at large where `name` is empty. */
export function forbidden(
  resource: GroupResource,
  name: string,
  why: string,
  causes: readonly StatusCause[] = [],
): ApiError {
  const described = describeResource(resource);
  let subject = described === '' ? '' : `${described} is `;
  if (described !== '' && name !== '') subject = `${described} ${JSON.stringify(name)} is `;
  return new ApiError(403, 'Forbidden', `${subject}forbidden: ${why}`, { ...detailsOf(resource, name), causes });
}

/** 422 with every field that is wrong. */
export function invalidObject(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const described = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const what = texts.length > 1 ? `[${texts.join(', ')}]` : texts.join('');
  const text = `${described} ${JSON.stringify(name)} is invalid${what === '' ? '' : `: ${what}`}`;
  const causes = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  return new ApiError(422, 'Invalid', text, { name, group: kind.group, kind: kind.kind, causes });
}

/** 400. */
export function badRequest(why: string): ApiError {
  return new ApiError(400, 'BadRequest', why);
}

/** 405. */
export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** 410 for a version that is no longer kept; a list may go on, inconsistently, with `continueToken`. */
export function expired(why: string, continueToken?: string): ApiError {
  return new ApiError(410, 'Expired', why, undefined, continueToken);
}

/** 413. */
export function entityTooLarge(why: string): ApiError {
  return new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`);
}

/** 500. */
export function internalError(why: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

/** 504 for a version that the server has not reached. */
export function versionTooLarge(requested: number, current: number): ApiError {
  const text = `Timeout: Too large resource version: ${requested}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new ApiError(504, 'Timeout', text, { causes, retryAfterSeconds: 1 });
}

function withoutEmpty(details: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    kept[key] = value;
  }
  return kept;
}
