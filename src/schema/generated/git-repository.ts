// Written by scripts/generate-types.ts from crds/gitrepositories.source.toolkit.fluxcd.io.yaml.
import type { ObjectMeta } from '../../base/index.ts';

/** GitRepository of source.toolkit.fluxcd.io: what our CRD, which holds the fields of every version, says of it. */
export interface GitRepository {
  readonly apiVersion: 'source.toolkit.fluxcd.io/v1' | 'source.toolkit.fluxcd.io/v1beta2' | 'source.toolkit.fluxcd.io/v1beta1' | 'source.toolkit.fluxcd.io/v1alpha1';
  readonly kind: 'GitRepository';
  readonly metadata: ObjectMeta;
  readonly spec: GitRepositorySpec;
  readonly status?: GitRepositoryStatus;
}

/** The spec of GitRepository. */
export interface GitRepositorySpec {
  readonly accessFrom?: GitRepositorySpecAccessFrom;
  readonly gitImplementation?: 'go-git' | 'libgit2';
  readonly ignore?: string;
  readonly include?: readonly GitRepositorySpecIncludeItem[];
  readonly interval: string;
  readonly provider?: 'generic' | 'aws' | 'azure' | 'github';
  readonly proxySecretRef?: GitRepositorySpecIncludeItemRepository;
  readonly recurseSubmodules?: boolean;
  readonly ref?: GitRepositorySpecRef;
  readonly secretRef?: GitRepositorySpecIncludeItemRepository;
  readonly serviceAccountName?: string;
  readonly sparseCheckout?: readonly string[];
  readonly suspend?: boolean;
  readonly timeout?: string;
  readonly url: string;
  readonly verify?: GitRepositorySpecVerify;
}

interface GitRepositorySpecAccessFrom {
  readonly namespaceSelectors: readonly GitRepositorySpecAccessFromNamespaceSelector[];
}

interface GitRepositorySpecAccessFromNamespaceSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

interface GitRepositorySpecIncludeItem {
  readonly fromPath?: string;
  readonly repository: GitRepositorySpecIncludeItemRepository;
  readonly toPath?: string;
}

interface GitRepositorySpecIncludeItemRepository {
  readonly name: string;
}

interface GitRepositorySpecRef {
  readonly branch?: string;
  readonly commit?: string;
  readonly name?: string;
  readonly semver?: string;
  readonly tag?: string;
}

interface GitRepositorySpecVerify {
  readonly mode?: 'head' | 'HEAD' | 'Tag' | 'TagAndHEAD';
  readonly secretRef: GitRepositorySpecIncludeItemRepository;
}

/** The status of GitRepository. */
export interface GitRepositoryStatus {
  readonly artifact?: GitRepositoryStatusArtifact;
  readonly conditions?: readonly GitRepositoryStatusCondition[];
  readonly contentConfigChecksum?: string;
  readonly includedArtifacts?: readonly GitRepositoryStatusArtifact[];
  readonly lastHandledReconcileAt?: string;
  readonly observedGeneration?: number;
  readonly observedIgnore?: string;
  readonly observedInclude?: readonly GitRepositorySpecIncludeItem[];
  readonly observedRecurseSubmodules?: boolean;
  readonly observedSparseCheckout?: readonly string[];
  readonly sourceVerificationMode?: string;
  readonly url?: string;
}

interface GitRepositoryStatusArtifact {
  readonly checksum?: string;
  readonly digest?: string;
  readonly lastUpdateTime: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly path: string;
  readonly revision?: string;
  readonly size?: number;
  readonly url: string;
}

interface GitRepositoryStatusCondition {
  readonly lastTransitionTime: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly reason: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly type: string;
}
