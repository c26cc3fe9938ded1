import type { KubeObject } from '../../../base/index.ts';
import { badRequest } from '../../machinery/api-error.ts';
import type { Target } from '../../machinery/writes/write.ts';

/** Refuses an object that has not the name of the path. Throws ApiError 400. */
export function checkName(target: Target, object: KubeObject): void {
  const name = object.metadata.name ?? '';
  if (name === '') {
    throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`);
  }
  if (name !== target.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  }
}
