export { KubeError, type KubeErrorCode } from './error.ts';
export type { ApiResource, Discovery, ResourceRef } from './resource.ts';
export type {
  DeleteOptions,
  Identity,
  KubeClient,
  KubeList,
  KubeReader,
  KubeWriter,
  ListOptions,
  Patch,
  RequestOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
export type { Informer, InformerEvent, InformerOptions } from './informer.ts';
export type { Reconciler, ReconcileResult } from './reconciler.ts';
