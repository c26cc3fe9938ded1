export { type PreparedKustomization, prepareKustomization } from './root-kustomization.ts';
export { createKustomizeKind } from './create-kustomize-kind.ts';
export { parseImageArgument } from './image-argument.ts';
