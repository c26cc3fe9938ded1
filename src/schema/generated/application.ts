// Written by scripts/generate-types.ts from crds/applications.argoproj.io.yaml.
import type { JsonObject, ObjectMeta } from '../../base/index.ts';

/** Application of argoproj.io: what our CRD, which holds the fields of every version, says of it. */
export interface Application {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'Application';
  readonly metadata: ObjectMeta;
  readonly spec: ApplicationSpec;
  readonly operation?: ApplicationOperation;
  readonly status?: ApplicationStatus;
}

/** The spec of Application. */
export interface ApplicationSpec {
  readonly destination: ApplicationSpecDestination;
  readonly ignoreDifferences?: readonly ApplicationSpecIgnoreDifference[];
  readonly info?: readonly ApplicationSpecInfoItem[];
  readonly project?: string;
  readonly revisionHistoryLimit?: number;
  readonly source?: ApplicationSpecSource;
  readonly sourceHydrator?: ApplicationSpecSourceHydrator;
  readonly sources?: readonly ApplicationSpecSource[];
  readonly syncPolicy?: ApplicationSpecSyncPolicy;
}

interface ApplicationSpecDestination {
  readonly name?: string;
  readonly namespace?: string;
  readonly server?: string;
}

interface ApplicationSpecIgnoreDifference {
  readonly group?: string;
  readonly jqPathExpressions?: readonly string[];
  readonly jsonPointers?: readonly string[];
  readonly kind: string;
  readonly managedFieldsManagers?: readonly string[];
  readonly name?: string;
  readonly namespace?: string;
}

interface ApplicationSpecInfoItem {
  readonly name: string;
  readonly value: string;
}

interface ApplicationSpecSource {
  readonly chart?: string;
  readonly directory?: ApplicationSpecSourceDirectory;
  readonly helm?: ApplicationSpecSourceHelm;
  readonly kustomize?: ApplicationSpecSourceKustomize;
  readonly name?: string;
  readonly path?: string;
  readonly plugin?: ApplicationSpecSourcePlugin;
  readonly ref?: string;
  readonly repoURL: string;
  readonly tagPrefix?: string;
  readonly targetRevision?: string;
}

interface ApplicationSpecSourceDirectory {
  readonly disableExtensionFilter?: boolean;
  readonly exclude?: string;
  readonly include?: string;
  readonly jsonnet?: ApplicationSpecSourceDirectoryJsonnet;
  readonly recurse?: boolean;
}

interface ApplicationSpecSourceDirectoryJsonnet {
  readonly extVars?: readonly ApplicationSpecSourceDirectoryJsonnetExtVar[];
  readonly libs?: readonly string[];
  readonly tlas?: readonly ApplicationSpecSourceDirectoryJsonnetExtVar[];
}

interface ApplicationSpecSourceDirectoryJsonnetExtVar {
  readonly code?: boolean;
  readonly name: string;
  readonly value: string;
}

interface ApplicationSpecSourceHelm {
  readonly apiVersions?: readonly string[];
  readonly fileParameters?: readonly ApplicationSpecSourceHelmFileParameter[];
  readonly ignoreMissingValueFiles?: boolean;
  readonly kubeVersion?: string;
  readonly namespace?: string;
  readonly parameters?: readonly ApplicationSpecSourceHelmParameter[];
  readonly passCredentials?: boolean;
  readonly releaseName?: string;
  readonly skipCrds?: boolean;
  readonly skipSchemaValidation?: boolean;
  readonly skipTests?: boolean;
  readonly valueFiles?: readonly string[];
  readonly values?: string;
  readonly valuesObject?: JsonObject;
  readonly version?: string;
}

interface ApplicationSpecSourceHelmFileParameter {
  readonly name?: string;
  readonly path?: string;
}

interface ApplicationSpecSourceHelmParameter {
  readonly forceString?: boolean;
  readonly name?: string;
  readonly value?: string;
}

interface ApplicationSpecSourceKustomize {
  readonly apiVersions?: readonly string[];
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly commonAnnotationsEnvsubst?: boolean;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly components?: readonly string[];
  readonly forceCommonAnnotations?: boolean;
  readonly forceCommonLabels?: boolean;
  readonly ignoreMissingComponents?: boolean;
  readonly images?: readonly string[];
  readonly kubeVersion?: string;
  readonly labelIncludeTemplates?: boolean;
  readonly labelWithoutSelector?: boolean;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly patches?: readonly ApplicationSpecSourceKustomizePatche[];
  readonly replicas?: readonly ApplicationSpecSourceKustomizeReplica[];
  readonly version?: string;
}

interface ApplicationSpecSourceKustomizePatche {
  readonly options?: Readonly<Record<string, boolean>>;
  readonly patch?: string;
  readonly path?: string;
  readonly target?: ApplicationSpecSourceKustomizePatcheTarget;
}

interface ApplicationSpecSourceKustomizePatcheTarget {
  readonly annotationSelector?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly labelSelector?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly version?: string;
}

interface ApplicationSpecSourceKustomizeReplica {
  readonly count: number | string;
  readonly name: string;
}

interface ApplicationSpecSourcePlugin {
  readonly env?: readonly ApplicationSpecInfoItem[];
  readonly name?: string;
  readonly parameters?: readonly ApplicationSpecSourcePluginParameter[];
}

interface ApplicationSpecSourcePluginParameter {
  readonly array?: readonly string[];
  readonly map?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly string?: string;
}

interface ApplicationSpecSourceHydrator {
  readonly drySource: ApplicationSpecSourceHydratorDrySource;
  readonly hydrateTo?: ApplicationSpecSourceHydratorHydrateTo;
  readonly syncSource: ApplicationSpecSourceHydratorSyncSource;
}

interface ApplicationSpecSourceHydratorDrySource {
  readonly directory?: ApplicationSpecSourceDirectory;
  readonly helm?: ApplicationSpecSourceHelm;
  readonly kustomize?: ApplicationSpecSourceKustomize;
  readonly path: string;
  readonly plugin?: ApplicationSpecSourcePlugin;
  readonly repoURL: string;
  readonly targetRevision: string;
}

interface ApplicationSpecSourceHydratorHydrateTo {
  readonly targetBranch: string;
}

interface ApplicationSpecSourceHydratorSyncSource {
  readonly path: string;
  readonly repoURL?: string;
  readonly targetBranch: string;
}

interface ApplicationSpecSyncPolicy {
  readonly automated?: ApplicationSpecSyncPolicyAutomated;
  readonly managedNamespaceMetadata?: ApplicationSpecSyncPolicyManagedNamespaceMetadata;
  readonly retry?: ApplicationSpecSyncPolicyRetry;
  readonly syncOptions?: readonly string[];
}

interface ApplicationSpecSyncPolicyAutomated {
  readonly allowEmpty?: boolean;
  readonly enabled?: boolean;
  readonly prune?: boolean;
  readonly selfHeal?: boolean;
}

interface ApplicationSpecSyncPolicyManagedNamespaceMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

interface ApplicationSpecSyncPolicyRetry {
  readonly backoff?: ApplicationSpecSyncPolicyRetryBackoff;
  readonly limit?: number;
  readonly refresh?: boolean;
}

interface ApplicationSpecSyncPolicyRetryBackoff {
  readonly duration?: string;
  readonly factor?: number;
  readonly maxDuration?: string;
}

interface ApplicationOperation {
  readonly info?: readonly ApplicationSpecInfoItem[];
  readonly initiatedBy?: ApplicationOperationInitiatedBy;
  readonly retry?: ApplicationSpecSyncPolicyRetry;
  readonly sync?: ApplicationOperationSync;
}

interface ApplicationOperationInitiatedBy {
  readonly automated?: boolean;
  readonly username?: string;
}

interface ApplicationOperationSync {
  readonly autoHealAttemptsCount?: number;
  readonly dryRun?: boolean;
  readonly manifests?: readonly string[];
  readonly prune?: boolean;
  readonly resources?: readonly ApplicationOperationSyncResource[];
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSpecSource;
  readonly sources?: readonly ApplicationSpecSource[];
  readonly syncOptions?: readonly string[];
  readonly syncStrategy?: ApplicationOperationSyncSyncStrategy;
}

interface ApplicationOperationSyncResource {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface ApplicationOperationSyncSyncStrategy {
  readonly apply?: ApplicationOperationSyncSyncStrategyApply;
  readonly hook?: ApplicationOperationSyncSyncStrategyApply;
}

interface ApplicationOperationSyncSyncStrategyApply {
  readonly force?: boolean;
}

/** The status of Application. */
export interface ApplicationStatus {
  readonly conditions?: readonly ApplicationStatusCondition[];
  readonly controllerNamespace?: string;
  readonly health?: ApplicationStatusHealth;
  readonly history?: readonly ApplicationStatusHistoryItem[];
  readonly observedAt?: string;
  readonly operationState?: ApplicationStatusOperationState;
  readonly reconciledAt?: string;
  readonly resourceHealthSource?: string;
  readonly resources?: readonly ApplicationStatusResource[];
  readonly sourceHydrator?: ApplicationStatusSourceHydrator;
  readonly sourceType?: string;
  readonly sourceTypes?: readonly string[];
  readonly summary?: ApplicationStatusSummary;
  readonly sync?: ApplicationStatusSync;
}

interface ApplicationStatusCondition {
  readonly lastTransitionTime?: string;
  readonly message: string;
  readonly type: string;
}

interface ApplicationStatusHealth {
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly status?: string;
}

interface ApplicationStatusHistoryItem {
  readonly deployStartedAt?: string;
  readonly deployedAt: string;
  readonly id: number;
  readonly initiatedBy?: ApplicationOperationInitiatedBy;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSpecSource;
  readonly sources?: readonly ApplicationSpecSource[];
}

interface ApplicationStatusOperationState {
  readonly finishedAt?: string;
  readonly message?: string;
  readonly operation: ApplicationOperation;
  readonly phase: string;
  readonly retryCount?: number;
  readonly startedAt: string;
  readonly syncResult?: ApplicationStatusOperationStateSyncResult;
}

interface ApplicationStatusOperationStateSyncResult {
  readonly managedNamespaceMetadata?: ApplicationSpecSyncPolicyManagedNamespaceMetadata;
  readonly resources?: readonly ApplicationStatusOperationStateSyncResultResource[];
  readonly revision: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSpecSource;
  readonly sources?: readonly ApplicationSpecSource[];
}

interface ApplicationStatusOperationStateSyncResultResource {
  readonly group: string;
  readonly hookPhase?: string;
  readonly hookType?: string;
  readonly images?: readonly string[];
  readonly kind: string;
  readonly message?: string;
  readonly name: string;
  readonly namespace: string;
  readonly status?: string;
  readonly syncPhase?: string;
  readonly version: string;
}

interface ApplicationStatusResource {
  readonly group?: string;
  readonly health?: ApplicationStatusHealth;
  readonly hook?: boolean;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly requiresDeletionConfirmation?: boolean;
  readonly requiresPruning?: boolean;
  readonly status?: string;
  readonly syncWave?: number;
  readonly version?: string;
}

interface ApplicationStatusSourceHydrator {
  readonly currentOperation?: ApplicationStatusSourceHydratorCurrentOperation;
  readonly lastComparedDryRevision?: string;
  readonly lastSuccessfulOperation?: ApplicationStatusSourceHydratorLastSuccessfulOperation;
}

interface ApplicationStatusSourceHydratorCurrentOperation {
  readonly drySHA?: string;
  readonly finishedAt?: string;
  readonly hydratedSHA?: string;
  readonly message: string;
  readonly phase: 'Hydrating' | 'Failed' | 'Hydrated';
  readonly sourceHydrator?: ApplicationSpecSourceHydrator;
  readonly startedAt?: string;
}

interface ApplicationStatusSourceHydratorLastSuccessfulOperation {
  readonly drySHA?: string;
  readonly hydratedSHA?: string;
  readonly sourceHydrator?: ApplicationSpecSourceHydrator;
}

interface ApplicationStatusSummary {
  readonly externalURLs?: readonly string[];
  readonly images?: readonly string[];
  readonly isAppOfApps?: boolean;
}

interface ApplicationStatusSync {
  readonly comparedTo?: ApplicationStatusSyncComparedTo;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly status: string;
}

interface ApplicationStatusSyncComparedTo {
  readonly destination: ApplicationSpecDestination;
  readonly ignoreDifferences?: readonly ApplicationSpecIgnoreDifference[];
  readonly source?: ApplicationSpecSource;
  readonly sources?: readonly ApplicationSpecSource[];
}
