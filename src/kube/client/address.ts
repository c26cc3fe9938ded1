import { apiVersionOf } from '../../base/index.ts';
import { KubeError } from '../error.ts';
import type { ApiResource, ResourceRef } from '../resource.ts';

/** `deployments.apps default/web`: how messages name an object, as kubectl does. */
export function describeRef(resource: ApiResource, namespace: string, name: string): string {
  const type = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  const path = [namespace, name].filter((part) => part !== '').join('/');
  return path === '' ? type : `${type} ${path}`;
}

/** The path of a resource's collection: of one namespace, or of all where `namespace` is empty. Throws KubeError `bad-request`. */
export function collectionPath(resource: ApiResource, namespace: string): string {
  const root = resource.group === '' ? '/api' : '/apis';
  const place = resource.namespaced && namespace !== '' ? `/namespaces/${segment(namespace, 'namespace')}` : '';
  return `${root}/${apiVersionOf(resource)}${place}/${resource.plural}`;
}

/** The path of one object, or of a subresource of it. Throws KubeError `bad-request` for names that cannot stand in a path. */
export function objectPath(ref: ResourceRef, subresource?: string): string {
  const { resource, namespace, name } = ref;
  if (resource.namespaced && namespace === '') {
    throw new KubeError('bad-request', `${describeRef(resource, '', name)} lies in a namespace, and none is given`, {
      object: describeRef(resource, namespace, name),
    });
  }
  const below =
    subresource === undefined
      ? ''
      : `/${subresource
          .split('/')
          .map((part) => segment(part, 'subresource'))
          .join('/')}`;
  return `${collectionPath(resource, namespace)}/${segment(name, 'name')}${below}`;
}

/** What the API server refuses in a path is refused here, before it can lead to another address (path.IsValidPathSegmentName). */
function segment(text: string, what: string): string {
  if (text === '' || text === '.' || text === '..' || /[/%]/.test(text)) {
    throw new KubeError('bad-request', `${JSON.stringify(text)} cannot be a ${what}`, { object: text });
  }
  return encodeURIComponent(text);
}

/** `?a=1&b=2` of the members that are there, or nothing. */
export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  let text = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === '') continue;
    text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}
