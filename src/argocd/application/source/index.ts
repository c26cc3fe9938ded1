export { kustomizeSettingsOf } from './kustomize-build-options.ts';
export { kustomizeProfile } from './kustomize-options.ts';
export { placeOf } from './place.ts';
export { explicitTypes, renderChoice } from './render-choice.ts';
export { sourceFields } from './source-faults.ts';
