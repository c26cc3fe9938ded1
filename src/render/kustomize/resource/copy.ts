import { copyNode } from '../node/index.ts';
import type { Resource } from './resource.ts';

/** A copy that can be changed without the other knowing. */
export function copyResource(resource: Resource): Resource {
  return {
    ...resource,
    root: copyNode(resource.root),
    previous: [...resource.previous],
    prefixes: [...resource.prefixes],
    suffixes: [...resource.suffixes],
    referredBy: [...resource.referredBy],
    varNames: [...resource.varNames],
    transformations: [...resource.transformations],
  };
}
