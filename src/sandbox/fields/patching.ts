import { badRequest } from '../machinery/api-error.ts';
import type { Patching } from '../machinery/patch.ts';

/** Patches documents. */
export const patching: Patching = {
  json: () => {
    throw badRequest('no patches');
  },
  merge: () => {
    throw badRequest('no patches');
  },
  strategic: () => {
    throw badRequest('no patches');
  },
};
