export type { KustomizationEdit } from './edit.ts';
export { editKustomization } from './edit-kustomization.ts';
