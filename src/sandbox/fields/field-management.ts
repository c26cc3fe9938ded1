import { badRequest } from '../machinery/api-error.ts';
import type { FieldManagement } from '../machinery/field-management.ts';

/** Tracks no owners. */
export const fieldManagement: FieldManagement = {
  update: (_live, next) => next,
  apply: () => {
    throw badRequest('server-side apply is not served');
  },
};
