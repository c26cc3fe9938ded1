import { appOfApps } from './cases/argo-cd/app-of-apps.ts';
import { declarative } from './cases/argo-cd/declarative.ts';
import { environments } from './cases/argo-cd/environments.ts';
import { health as healthArgoCd } from './cases/argo-cd/health.ts';
import { limits as limitsArgoCd } from './cases/argo-cd/limits.ts';
import { page, rollbackPage } from './cases/argo-cd/page.ts';
import { revert as revertArgoCd, targetRevision } from './cases/argo-cd/rollback.ts';
import type { GuideCase } from './cases/case.ts';
import { describe, get, reconcileKustomization, reconcileSource } from './cases/flux/commands.ts';
import { gitRepositoryRow } from './cases/flux/git-repository.ts';
import { health as healthFlux } from './cases/flux/health.ts';
import { flaggerInstall, helmRelease } from './cases/flux/helm-release.ts';
import { impersonation } from './cases/flux/impersonation.ts';
import { kustomizationRow } from './cases/flux/kustomization.ts';
import { limits as limitsFlux } from './cases/flux/limits.ts';
import { revert as revertFlux } from './cases/flux/rollback.ts';
import { suspendResume } from './cases/flux/suspend-resume.ts';
import { multiTenant } from './cases/flux/tenants.ts';
import { hybrid } from './cases/together/hybrid.ts';
import { monorepo } from './cases/together/monorepo.ts';
import { repoPerTeam } from './cases/together/teams.ts';

/** What is known of a line of the guide: how to see that it works, and what it waits for where it does not work yet. */
export interface Row {
  readonly case?: GuideCase;
  /** What Slipway has not got yet. Such a row is not run, unless somebody wants to try it. */
  readonly waitsFor?: string;
}

/** The rows of one system of the guide, by their ids in `lines.tsv`. */
export interface System {
  readonly name: string;
  readonly rows: Readonly<Record<string, Row>>;
}

const api = { waitsFor: "Argo CD's API" };
const install = { waitsFor: 'install manifests' };
const notifications = { waitsFor: 'notifications' };
const imageAutomation = { waitsFor: 'image automation' };
const rollouts = { waitsFor: 'Argo Rollouts' };
const flagger = { waitsFor: 'Flagger' };
const sealedSecrets = { waitsFor: 'Sealed Secrets' };
const sops = { waitsFor: 'SOPS' };
const externalSecrets = { waitsFor: 'External Secrets' };

/** Every line of the guide, by system. */
export const systems: readonly System[] = [
  {
    name: 'Argo CD',
    rows: {
      'install-argocd': install,
      'install-argocd-ha': install,
      'initial-password': install,
      'port-forward': install,
      page: { case: page },
      'app-declarative': { case: declarative },
      'app-create': api,
      'app-list': api,
      'app-get': api,
      'app-sync': api,
      'app-delete': api,
      environments: { case: environments },
      'app-of-apps': { case: appOfApps },
      'rollback-revert-argocd': { case: revertArgoCd },
      'rollback-history': api,
      'rollback-history-page': { case: rollbackPage },
      'rollback-target-revision': { case: targetRevision },
      'notifications-argocd': notifications,
      'health-argocd': { case: healthArgoCd },
      'limits-argocd': { case: limitsArgoCd },
      'app-diff': api,
      'hard-refresh': api,
      'sync-force': api,
      'controller-logs': install,
      'sync-prune': api,
      'rbac-builtin': api,
    },
  },
  {
    name: 'Flux',
    rows: {
      'flux-version': install,
      'flux-bootstrap': { waitsFor: 'bootstrap' },
      'git-repository': { case: gitRepositoryRow },
      kustomization: { case: kustomizationRow },
      'helm-release': { case: helmRelease },
      'multi-tenant': { case: multiTenant },
      'image-automation': imageAutomation,
      'image-policy-numerical': imageAutomation,
      'image-policy-alphabetical': imageAutomation,
      'rollback-revert-flux': { case: revertFlux },
      'suspend-resume': { case: suspendResume },
      'notifications-flux': notifications,
      'health-flux': { case: healthFlux },
      'limits-flux': { case: limitsFlux },
      'flux-get': { case: get },
      'describe-kustomization': { case: describe },
      'reconcile-kustomization': { case: reconcileKustomization },
      'reconcile-source': { case: reconcileSource },
      'rbac-kubernetes': { case: impersonation },
    },
  },
  {
    name: 'both together',
    rows: {
      hybrid: { case: hybrid },
      monorepo: { case: monorepo },
      'repo-per-team': { case: repoPerTeam },
    },
  },
  {
    name: 'Argo Rollouts',
    rows: {
      'rollouts-install': rollouts,
      'rollout-canary': rollouts,
      'analysis-prometheus': rollouts,
      'rollout-blue-green': rollouts,
      'rollout-blue-green-invalid': rollouts,
      'rollback-analysis': rollouts,
    },
  },
  {
    name: 'Flagger',
    rows: { 'flagger-install': { case: flaggerInstall }, 'flagger-canary': flagger, 'rollback-flagger': flagger },
  },
  {
    name: 'secrets',
    rows: {
      'sealed-secrets-install': sealedSecrets,
      'sealed-secret': sealedSecrets,
      'sops-encrypt': sops,
      'sops-flux': sops,
      'external-secrets': externalSecrets,
    },
  },
];
