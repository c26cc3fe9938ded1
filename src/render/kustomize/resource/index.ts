export {
  behaviorOf,
  buildAnnotations,
  createResource,
  forgetHeld,
  heldAnnotations,
  originAnnotations,
} from './build-annotations.ts';
export { copyResource } from './copy.ts';
export { apiVersionOf, equalGvk, type Gvk, gvkText, isSelectedGvk } from './gvk.ts';
export { allIds, currentId, gvkOf, originalId, previousIds, storePreviousId } from './ids.ts';
export { absorbAll, appendAll, type IdIndex, idsOf, matchAnyId } from './list.ts';
export {
  apiVersionText,
  type Author,
  kindOf,
  metadataTexts,
  nameOf,
  namespaceOf,
  setMetadataTexts,
  setName,
  setNamespace,
} from './metadata.ts';
export { compareBytes } from './order.ts';
export type { Origin, OriginConfig } from './origin.ts';
export type { GeneratorBehavior, PreviousName, Resource, ResourceList } from './resource.ts';
export {
  effectiveNamespace,
  equalIds,
  equalKindAndName,
  idKey,
  idText,
  isSelectedId,
  noNamespace,
  parseIdText,
  type ResourceId,
  type Scopes,
} from './resource-id.ts';
