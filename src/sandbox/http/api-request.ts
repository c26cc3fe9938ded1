import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultManager } from '../../patch/index.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { Cluster, UserInfo, WriteContext } from '../machinery/cluster.ts';
import { invalidObject } from '../machinery/api-error.ts';
import { type FieldError, invalid, notSupported, tooLong } from '../machinery/field-error.ts';
import type { ServedType } from '../machinery/resource-type.ts';
import type { Target } from '../machinery/writes/write.ts';
import { addWarning } from './answer.ts';
import { refuseForbidden } from './access/authorize.ts';
import type { RequestInfo } from './request-info.ts';

/** A request for a resource, with all that its handler needs. */
export interface ApiRequest {
  readonly cluster: Cluster;
  readonly authorizer: Authorizer;
  readonly user: UserInfo;
  readonly info: RequestInfo;
  readonly served: ServedType;
  readonly query: URLSearchParams;
  readonly http: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the server closes. A client that goes closes the response. */
  readonly closing: AbortSignal;
}

/** What the path names, for a write. */
export function targetOf(request: ApiRequest): Target {
  const { info, served } = request;
  return {
    type: served.type,
    version: served.version,
    namespace: info.namespace,
    name: info.name,
    subresource: info.subresource,
  };
}

/** What is done with fields that a kind does not have, or that are given twice. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The options of a write, from its query. `kind` names them in errors, as in `CreateOptions`. Throws ApiError 422. */
export function writeOptions(
  request: ApiRequest,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions',
  extra: readonly FieldError[] = [],
): { readonly context: WriteContext; readonly fieldValidation: FieldValidation } {
  const { query } = request;
  const errors = [
    ...extra,
    ...managerErrors(query),
    ...dryRunErrors(query.getAll('dryRun')),
    ...validationErrors(query),
  ];
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', errors);
  const context: WriteContext = {
    user: request.user,
    manager: query.get('fieldManager') || defaultManager(request.http.headers['user-agent'] ?? ''),
    dryRun: query.getAll('dryRun').length > 0,
    warn: (text) => addWarning(request.response, text),
    mayCreate: () => refuseForbidden(request.authorizer, request.user, { ...request.info, verb: 'create' }),
  };
  return { context, fieldValidation: (query.get('fieldValidation') || 'Warn') as FieldValidation };
}

/** What is wrong with `dryRun`. */
export function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [notSupported('dryRun', [...values], ['All'])];
}

function managerErrors(query: URLSearchParams): FieldError[] {
  const manager = query.get('fieldManager') ?? '';
  if (Buffer.byteLength(manager) > 128) return [tooLong('fieldManager', 128)];
  const bad = /[\p{C}\p{Z}]/u.exec(manager.replaceAll(' ', ''));
  if (bad === null) return [];
  const code = bad[0].codePointAt(0) ?? 0;
  const named = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return [invalid('fieldManager', manager, `invalid character ${named} (at position ${manager.indexOf(bad[0])})`)];
}

function validationErrors(query: URLSearchParams): FieldError[] {
  const value = query.get('fieldValidation') ?? '';
  const allowed = ['', 'Ignore', 'Strict', 'Warn'];
  return allowed.includes(value) ? [] : [notSupported('fieldValidation', value, allowed)];
}
