import type { HookPhase, HookPlacement } from '../../engine/index.ts';
import { hookAnnotation } from '../names.ts';

type Annotations = Readonly<Record<string, string>>;

/** Keeps a hook until Argo CD has read how it ended (gitops-engine pkg/sync/hook). */
export const hookFinalizer = 'argocd.argoproj.io/hook-finalizer';

const deletePolicyAnnotation = 'argocd.argoproj.io/hook-delete-policy';

/** Phases of a sync, as the engine counts them. */
export const phaseNumbers: Readonly<Record<string, number>> = { PreSync: -1, Sync: 0, PostSync: 1, SyncFail: 2 };

const helmHook = 'helm.sh/hook';
const helmDeletePolicyAnnotation = 'helm.sh/hook-delete-policy';

/** What Helm's hooks become; those that are not here are run by Helm alone, and left alone (gitops-engine pkg/sync/hook/helm). */
const helmPhases: Readonly<Record<string, string>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
};

const helmDeletePolicies: Readonly<Record<string, DeletePolicy>> = {
  'before-hook-creation': 'BeforeHookCreation',
  'hook-succeeded': 'HookSucceeded',
  'hook-failed': 'HookFailed',
};

type DeletePolicy = HookPlacement['deletePolicies'][number];

/** What the annotations make of an object: `none`, no hook; `left`, one that no sync runs; `told`, left but named in the status. */
export type HookReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'left'; readonly told: boolean }
  | { readonly kind: 'hook'; readonly hook: HookPlacement };

/**
 * Reads Argo CD's hook annotations, and Helm's where Argo CD's name no phase (gitops-engine pkg/sync/hook). An object that Helm calls a hook
 * for the sake of a definition is none.
 */
export function readHook(annotations: Annotations): HookReading {
  const own = annotations[hookAnnotation];
  const helm = annotations[helmHook];
  if (own === undefined && (helm === undefined || helm === 'crd-install')) return { kind: 'none' };
  const words = csv(own);
  const known = words.filter((word) => word in phaseNumbers || word === 'Skip');
  if (known.length === 1 && known[0] === 'Skip') return { kind: 'left', told: true };
  const names = known.length > 0 ? known : csv(helm).flatMap((word) => helmPhases[word] ?? []);
  const phases = [...new Set(names)].flatMap((name): HookPhase[] => {
    const phase = phaseNumbers[name];
    return phase === undefined ? [] : [{ phase, name: name.toLowerCase(), onFailure: name === 'SyncFail' }];
  });
  if (phases.length === 0) return { kind: 'left', told: false };
  return { kind: 'hook', hook: { phases, deletePolicies: deletePoliciesOf(annotations), finalizer: hookFinalizer } };
}

function deletePoliciesOf(annotations: Annotations): readonly DeletePolicy[] {
  const own = csv(annotations[deletePolicyAnnotation]).filter(isDeletePolicy);
  const helm = csv(annotations[helmDeletePolicyAnnotation]).flatMap((word) => helmDeletePolicies[word] ?? []);
  const policies = [...own, ...helm];
  return policies.length === 0 ? ['BeforeHookCreation'] : policies;
}

function isDeletePolicy(word: string): word is DeletePolicy {
  return word === 'BeforeHookCreation' || word === 'HookSucceeded' || word === 'HookFailed';
}

function csv(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((word) => word.trim() || []);
}
