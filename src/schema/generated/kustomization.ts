// Written by scripts/generate-types.ts from crds/kustomizations.kustomize.toolkit.fluxcd.io.yaml.
import type { Json, ObjectMeta } from '../../base/index.ts';

/** Kustomization of kustomize.toolkit.fluxcd.io: what our CRD, which holds the fields of every version, says of it. */
export interface Kustomization {
  readonly apiVersion: 'kustomize.toolkit.fluxcd.io/v1' | 'kustomize.toolkit.fluxcd.io/v1beta2' | 'kustomize.toolkit.fluxcd.io/v1beta1' | 'kustomize.toolkit.fluxcd.io/v1alpha1';
  readonly kind: 'Kustomization';
  readonly metadata: ObjectMeta;
  readonly spec: KustomizationSpec;
  readonly status?: KustomizationStatus;
}

/** The spec of Kustomization. */
export interface KustomizationSpec {
  readonly buildMetadata?: readonly ('originAnnotations' | 'transformerAnnotations')[];
  readonly commonMetadata?: KustomizationSpecCommonMetadata;
  readonly components?: readonly string[];
  readonly decryption?: KustomizationSpecDecryption;
  readonly deletionPolicy?: 'MirrorPrune' | 'Delete' | 'WaitForTermination' | 'Orphan';
  readonly dependsOn?: readonly KustomizationSpecDependsOnItem[];
  readonly force?: boolean;
  readonly healthCheckExprs?: readonly KustomizationSpecHealthCheckExpr[];
  readonly healthChecks?: readonly KustomizationSpecHealthCheck[];
  readonly ignore?: readonly KustomizationSpecIgnoreItem[];
  readonly ignoreMissingComponents?: boolean;
  readonly images?: readonly KustomizationSpecImage[];
  readonly interval: string;
  readonly kubeConfig?: KustomizationSpecKubeConfig;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly patches?: readonly KustomizationSpecPatche[];
  readonly patchesJson6902?: readonly KustomizationSpecPatchesJson6902Item[];
  readonly patchesStrategicMerge?: readonly Json[];
  readonly path?: string;
  readonly postBuild?: KustomizationSpecPostBuild;
  readonly prune: boolean;
  readonly retryInterval?: string;
  readonly serviceAccount?: KustomizationSpecServiceAccount;
  readonly serviceAccountName?: string;
  readonly sourceRef: KustomizationSpecSourceRef;
  readonly suspend?: boolean;
  readonly targetNamespace?: string;
  readonly timeout?: string;
  readonly validation?: 'none' | 'client' | 'server';
  readonly wait?: boolean;
}

interface KustomizationSpecCommonMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

interface KustomizationSpecDecryption {
  readonly provider: 'sops';
  readonly secretRef?: KustomizationSpecDecryptionSecretRef;
  readonly serviceAccountName?: string;
}

interface KustomizationSpecDecryptionSecretRef {
  readonly name: string;
}

interface KustomizationSpecDependsOnItem {
  readonly name: string;
  readonly namespace?: string;
  readonly readyExpr?: string;
}

interface KustomizationSpecHealthCheckExpr {
  readonly apiVersion: string;
  readonly current: string;
  readonly failed?: string;
  readonly inProgress?: string;
  readonly kind?: string;
}

interface KustomizationSpecHealthCheck {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface KustomizationSpecIgnoreItem {
  readonly paths: readonly string[];
  readonly target?: KustomizationSpecIgnoreItemTarget;
}

interface KustomizationSpecIgnoreItemTarget {
  readonly annotationSelector?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly labelSelector?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly version?: string;
}

interface KustomizationSpecImage {
  readonly digest?: string;
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
}

interface KustomizationSpecKubeConfig {
  readonly configMapRef?: KustomizationSpecDecryptionSecretRef;
  readonly secretRef?: KustomizationSpecKubeConfigSecretRef;
}

interface KustomizationSpecKubeConfigSecretRef {
  readonly key?: string;
  readonly name: string;
}

interface KustomizationSpecPatche {
  readonly patch: string;
  readonly target?: KustomizationSpecIgnoreItemTarget;
}

interface KustomizationSpecPatchesJson6902Item {
  readonly patch: readonly KustomizationSpecPatchesJson6902ItemPatchItem[];
  readonly target: KustomizationSpecIgnoreItemTarget;
}

interface KustomizationSpecPatchesJson6902ItemPatchItem {
  readonly from?: string;
  readonly op: 'test' | 'remove' | 'add' | 'replace' | 'move' | 'copy';
  readonly path: string;
  readonly value?: Json;
}

interface KustomizationSpecPostBuild {
  readonly substitute?: Readonly<Record<string, string>>;
  readonly substituteFrom?: readonly KustomizationSpecPostBuildSubstituteFromItem[];
  readonly substituteStrategy?: 'WithVariables' | 'Always';
}

interface KustomizationSpecPostBuildSubstituteFromItem {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly optional?: boolean;
}

interface KustomizationSpecServiceAccount {
  readonly name: string;
  readonly namespace: string;
}

interface KustomizationSpecSourceRef {
  readonly apiVersion?: string;
  readonly kind: 'OCIRepository' | 'GitRepository' | 'Bucket' | 'ExternalArtifact';
  readonly name: string;
  readonly namespace?: string;
}

/** The status of Kustomization. */
export interface KustomizationStatus {
  readonly conditions?: readonly KustomizationStatusCondition[];
  readonly history?: readonly KustomizationStatusHistoryItem[];
  readonly inventory?: KustomizationStatusInventory;
  readonly lastAppliedOriginRevision?: string;
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly lastHandledReconcileAt?: string;
  readonly observedGeneration?: number;
  readonly snapshot?: KustomizationStatusSnapshot;
}

interface KustomizationStatusCondition {
  readonly lastTransitionTime: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly reason: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly type: string;
}

interface KustomizationStatusHistoryItem {
  readonly digest: string;
  readonly firstReconciled: string;
  readonly lastReconciled: string;
  readonly lastReconciledDuration: string;
  readonly lastReconciledStatus: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly totalReconciliations: number;
}

interface KustomizationStatusInventory {
  readonly entries: readonly KustomizationStatusInventoryEntry[];
}

interface KustomizationStatusInventoryEntry {
  readonly id: string;
  readonly v: string;
}

interface KustomizationStatusSnapshot {
  readonly checksum: string;
  readonly entries: readonly KustomizationStatusSnapshotEntry[];
}

interface KustomizationStatusSnapshotEntry {
  readonly kinds: Readonly<Record<string, string>>;
  readonly namespace?: string;
}
