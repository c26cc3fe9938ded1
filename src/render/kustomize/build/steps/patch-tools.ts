import type { PatchTools } from '../../patches/index.ts';
import { parseObjects } from '../parse-resources.ts';
import type { Target } from '../target.ts';

/** What patches of a kustomization are configured with. */
export function patchTools({ location, run }: Target): PatchTools {
  return {
    profile: run.options.profile,
    files: location,
    scopes: run.scopes,
    objectsOf: (file) => run.caches.files.objectsOf(file),
    parseObjects,
  };
}
