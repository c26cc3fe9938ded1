import { ApiError, badRequest, invalidObject } from '../machinery/api-error.ts';
import { type FieldError, forbiddenField, notSupported } from '../machinery/field-error.ts';
import type { ListOptions, Selection } from '../machinery/list.ts';
import type { ResourceType } from '../machinery/resource-type.ts';
import type { WatchOptions } from '../machinery/watch.ts';
import { type FieldRequirement, parseFieldSelector } from '../selectors/field-selector.ts';
import { parseLabelSelector, SelectorError } from '../selectors/label-selector.ts';
import type { ApiRequest } from './api-request.ts';

/** The options of a list. Throws ApiError 400 or 422. */
export function readListOptions(request: ApiRequest): ListOptions {
  const { query } = request;
  const match = query.get('resourceVersionMatch') ?? '';
  const resourceVersion = query.get('resourceVersion') ?? '';
  const continueToken = query.get('continue') ?? '';
  const errors: FieldError[] = [];
  const field = 'resourceVersionMatch';
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(forbiddenField(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if (continueToken !== '') {
      errors.push(forbiddenField(field, 'resourceVersionMatch is forbidden when continue is provided'));
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(field, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbiddenField(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (query.has('sendInitialEvents')) {
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  refuseInvalid(errors);
  return {
    ...readSelection(request),
    limit: readCount(query, 'limit'),
    continueToken,
    resourceVersion,
    resourceVersionMatch: match as ListOptions['resourceVersionMatch'],
  };
}

/** The options of a watch, and how long it lasts (0: as the server likes). Throws ApiError 400 or 422. */
export function readWatchOptions(request: ApiRequest): { options: WatchOptions; timeoutSeconds: number } {
  const { query } = request;
  const match = query.get('resourceVersionMatch') ?? '';
  const initial = query.get('sendInitialEvents');
  const errors: FieldError[] = [];
  const field = 'resourceVersionMatch';
  if (initial !== null && match !== 'NotOlderThan') {
    errors.push(forbiddenField(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match !== '' && initial === null) {
    errors.push(
      forbiddenField(field, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (match !== '' && match !== 'NotOlderThan') errors.push(notSupported(field, match, ['NotOlderThan']));
  if (match !== '' && query.get('continue')) {
    errors.push(forbiddenField(field, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  refuseInvalid(errors);
  const options: WatchOptions = {
    ...readSelection(request),
    resourceVersion: query.get('resourceVersion') ?? '',
    sendInitialEvents: initial === null ? undefined : isTrue(initial),
    allowBookmarks: isTrue(query.get('allowWatchBookmarks')),
  };
  return { options, timeoutSeconds: readCount(query, 'timeoutSeconds') };
}

/** What selectors, namespace and name of a request select. Throws ApiError 400. */
export function readSelection(request: ApiRequest): Selection {
  const { query, info, served } = request;
  const fields = readFields(query.get('fieldSelector') ?? '', served.type);
  const pinned = fields.find((requirement) => requirement.path === 'metadata.name' && !requirement.negated);
  if (info.name !== '' && fields.length > 0 && pinned?.value !== info.name) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  const named =
    info.name === '' || pinned !== undefined ? [] : [{ path: 'metadata.name', negated: false, value: info.name }];
  return {
    namespace: served.type.namespaced ? info.namespace : '',
    labels: readLabels(query.get('labelSelector') ?? ''),
    fields: [...fields, ...named],
  };
}

function readLabels(text: string): Selection['labels'] {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw badRequest(error.message);
  }
}

function readFields(text: string, type: ResourceType): FieldRequirement[] {
  try {
    const fields = parseFieldSelector(text);
    const unknown = fields.find((requirement) => !type.selectableFields.has(requirement.path));
    if (unknown === undefined) return fields;
    throw badRequest(unsupportedField(type, unknown.path));
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw badRequest(error.message);
  }
}

const unknownField = (path: string): string =>
  `${JSON.stringify(path)} is not a known field selector: only "metadata.name", "metadata.namespace"`;

/** Kinds whose conversion words it in its own way. */
const wordings: Readonly<Record<string, (path: string) => string>> = {
  'batch/Job': (path) => `field label ${JSON.stringify(path)} not supported for Job`,
  'resource.k8s.io/ResourceSlice': (path) =>
    `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${path}`,
};

/** Kinds without fields of their own are refused by apimachinery, the others by their conversion. */
function unsupportedField(type: ResourceType, path: string): string {
  const worded = wordings[`${type.group}/${type.kind}`];
  if (worded !== undefined) return worded(path);
  const own = [...type.selectableFields.keys()].some((name) => !name.startsWith('metadata.'));
  if (own || type.custom) return `field label not supported: ${path}`;
  return unknownField(path);
}

function readCount(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (text === '') return 0;
  if (/^-?\d{1,18}$/.test(text)) return Math.max(0, Number(text));
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function isTrue(text: string | null): boolean {
  return text !== null && text !== 'false' && text !== '0';
}

function refuseInvalid(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}

/** Throws ApiError 500: unlike for lists, for watches and single objects a version that is no number is the server's error. */
export function refuseBadVersion(text: string): void {
  if (/^\d{0,15}$/.test(text)) return;
  const quoted = JSON.stringify(text);
  const why = `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
  throw new ApiError(500, '', why);
}
