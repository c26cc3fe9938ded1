// Written by scripts/generate-types.ts from crds/appprojects.argoproj.io.yaml.
import type { ObjectMeta } from '../../base/index.ts';

/** AppProject of argoproj.io: what our CRD, which holds the fields of every version, says of it. */
export interface AppProject {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'AppProject';
  readonly metadata: ObjectMeta;
  readonly spec: AppProjectSpec;
  readonly status?: AppProjectStatus;
}

/** The spec of AppProject. */
export interface AppProjectSpec {
  readonly clusterResourceBlacklist?: readonly AppProjectSpecClusterResourceBlacklistItem[];
  readonly clusterResourceWhitelist?: readonly AppProjectSpecClusterResourceBlacklistItem[];
  readonly description?: string;
  readonly destinationServiceAccounts?: readonly AppProjectSpecDestinationServiceAccount[];
  readonly destinations?: readonly AppProjectSpecDestination[];
  readonly namespaceResourceBlacklist?: readonly AppProjectSpecNamespaceResourceBlacklistItem[];
  readonly namespaceResourceWhitelist?: readonly AppProjectSpecNamespaceResourceBlacklistItem[];
  readonly orphanedResources?: AppProjectSpecOrphanedResources;
  readonly permitOnlyProjectScopedClusters?: boolean;
  readonly roles?: readonly AppProjectSpecRole[];
  readonly signatureKeys?: readonly AppProjectSpecSignatureKey[];
  readonly sourceIntegrity?: AppProjectSpecSourceIntegrity;
  readonly sourceNamespaces?: readonly string[];
  readonly sourceRepos?: readonly string[];
  readonly syncWindows?: readonly AppProjectSpecSyncWindow[];
}

interface AppProjectSpecClusterResourceBlacklistItem {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

interface AppProjectSpecDestinationServiceAccount {
  readonly defaultServiceAccount: string;
  readonly namespace?: string;
  readonly server: string;
}

interface AppProjectSpecDestination {
  readonly name?: string;
  readonly namespace?: string;
  readonly server?: string;
}

interface AppProjectSpecNamespaceResourceBlacklistItem {
  readonly group: string;
  readonly kind: string;
}

interface AppProjectSpecOrphanedResources {
  readonly ignore?: readonly AppProjectSpecOrphanedResourcesIgnoreItem[];
  readonly warn?: boolean;
}

interface AppProjectSpecOrphanedResourcesIgnoreItem {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
}

interface AppProjectSpecRole {
  readonly description?: string;
  readonly groups?: readonly string[];
  readonly jwtTokens?: readonly AppProjectSpecRoleJwtToken[];
  readonly name: string;
  readonly policies?: readonly string[];
}

interface AppProjectSpecRoleJwtToken {
  readonly exp?: number;
  readonly iat: number;
  readonly id?: string;
}

interface AppProjectSpecSignatureKey {
  readonly keyID: string;
}

interface AppProjectSpecSourceIntegrity {
  readonly git: AppProjectSpecSourceIntegrityGit;
}

interface AppProjectSpecSourceIntegrityGit {
  readonly policies: readonly AppProjectSpecSourceIntegrityGitPolicy[];
}

interface AppProjectSpecSourceIntegrityGitPolicy {
  readonly gpg: AppProjectSpecSourceIntegrityGitPolicyGpg;
  readonly repos: readonly AppProjectSpecSourceIntegrityGitPolicyRepo[];
}

interface AppProjectSpecSourceIntegrityGitPolicyGpg {
  readonly keys: readonly string[];
  readonly mode: string;
}

interface AppProjectSpecSourceIntegrityGitPolicyRepo {
  readonly url: string;
}

interface AppProjectSpecSyncWindow {
  readonly andOperator?: boolean;
  readonly applications?: readonly string[];
  readonly clusters?: readonly string[];
  readonly description?: string;
  readonly duration?: string;
  readonly kind?: string;
  readonly manualSync?: boolean;
  readonly namespaces?: readonly string[];
  readonly schedule?: string;
  readonly syncOverrun?: boolean;
  readonly timeZone?: string;
}

/** The status of AppProject. */
export interface AppProjectStatus {
  readonly jwtTokensByRole?: Readonly<Record<string, AppProjectStatusJwtTokensByRoleItem>>;
}

interface AppProjectStatusJwtTokensByRoleItem {
  readonly items?: readonly AppProjectSpecRoleJwtToken[];
}
