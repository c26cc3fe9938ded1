export { reportSource } from './report.ts';
export type { ArtifactStatus, FailedSource, SourceResult, StoredSource } from './result.ts';
export { type NamedSecret, namedSecret, proxyOption, type SecretValues, tlsOptions } from './secret.ts';
export {
  type SourceKind,
  type SourceLook,
  SourceReconciler,
  type SourceReconcilerOptions,
} from './source-reconciler.ts';
