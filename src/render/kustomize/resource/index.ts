export type { GeneratorBehavior, Resource } from './resource.ts';
export type { Gvk, ResourceId } from './resource-id.ts';
