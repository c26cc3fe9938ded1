/** What a path asks for, as authorization and routing see it (apiserver endpoints/request, RequestInfoFactory). */
export interface RequestInfo {
  readonly path: string;
  /** Whether the path names a resource of the API. */
  readonly isResource: boolean;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the lower-case method for other paths. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly plural: string;
  readonly subresource: string;
  readonly name: string;
  /** What follows the subresource, as with proxies. */
  readonly rest: readonly string[];
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Subresources of namespaces themselves; everything else behind a namespace's name is a resource in it. */
const namespaceSubresources = new Set(['status', 'finalize']);

/** Takes a path apart. Undecodable parts are taken as they are. */
export function readRequestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  const other: RequestInfo = {
    path,
    isResource: false,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    namespace: '',
    plural: '',
    subresource: '',
    name: '',
    rest: [],
  };
  const prefix = parts.shift();
  if (prefix !== 'api' && prefix !== 'apis') return other;
  const group = prefix === 'apis' ? parts.shift() : '';
  const version = parts.shift();
  if (group === undefined || version === undefined || parts.length === 0) return other;
  let verb = verbs[method] ?? '';
  if (parts[0] === 'watch') {
    parts.shift();
    // By another method it is nothing that there is.
    verb = verb === 'get' ? 'watch' : '';
    if (parts.length === 0) return other;
  }
  let namespace = '';
  if (parts[0] === 'namespaces' && parts[1] !== undefined) {
    namespace = parts[1];
    if (parts[2] !== undefined && !namespaceSubresources.has(parts[2])) parts.splice(0, 2);
  }
  const [plural = '', name = '', subresource = '', ...rest] = parts;
  return {
    ...other,
    isResource: true,
    verb: finalVerb(verb, name, query),
    group,
    version,
    namespace,
    plural,
    subresource,
    name,
    rest,
  };
}

function finalVerb(verb: string, name: string, query: URLSearchParams): string {
  if (verb === 'get') {
    // One object is read, whatever the query says: what watches it is its field selector, or the old prefix.
    if (name !== '') return 'get';
    const watch = query.get('watch');
    return watch !== null && watch !== 'false' && watch !== '0' ? 'watch' : 'list';
  }
  return verb === 'delete' && name === '' ? 'deletecollection' : verb;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
