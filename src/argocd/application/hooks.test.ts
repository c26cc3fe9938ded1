import { describe, expect, it } from 'vitest';
import { readHook } from './hooks.ts';

const argocd = (hook: string, policy?: string): Record<string, string> => ({
  'argocd.argoproj.io/hook': hook,
  ...(policy === undefined ? {} : { 'argocd.argoproj.io/hook-delete-policy': policy }),
});
const helm = (hook: string, policy?: string): Record<string, string> => ({
  'helm.sh/hook': hook,
  ...(policy === undefined ? {} : { 'helm.sh/hook-delete-policy': policy }),
});

/** `PreSync PostSync!: HookSucceeded`, where `!` stands behind what runs only after a failure. */
function outline(annotations: Record<string, string>): string {
  const reading = readHook(annotations);
  if (reading.kind !== 'hook') return reading.kind === 'left' && reading.told ? 'told' : reading.kind;
  const { phases, deletePolicies } = reading.hook;
  const names = phases.map(({ phase, name, onFailure }) => `${name}${onFailure ? '!' : ''}@${phase}`);
  return `${names.join(' ')}: ${deletePolicies.join(' ')}`;
}

describe('the hook that annotations make of an object', () => {
  it.each([
    ['no annotation', {}, 'none'],
    ['a definition that Helm installs', helm('crd-install'), 'none'],
    [
      'each phase',
      argocd('PreSync,Sync, PostSync ,SyncFail'),
      'presync@-1 sync@0 postsync@1 syncfail!@2: BeforeHookCreation',
    ],
    ['a phase said twice', argocd('Sync,Sync'), 'sync@0: BeforeHookCreation'],
    ['Skip', argocd('Skip'), 'told'],
    ['Skip beside a phase', argocd('Skip,Sync'), 'sync@0: BeforeHookCreation'],
    ['a word that is none', argocd('presync'), 'left'],
    ['no word', argocd(' '), 'left'],
    ['the end of an Application', argocd('PostDelete'), 'left'],
    ['delete policies', argocd('Sync', 'HookSucceeded, HookFailed,other'), 'sync@0: HookSucceeded HookFailed'],
    [
      'Helm before',
      helm('pre-install,pre-upgrade', 'hook-succeeded,before-hook-creation'),
      'presync@-1: HookSucceeded BeforeHookCreation',
    ],
    ['Helm after', helm('post-install'), 'postsync@1: BeforeHookCreation'],
    ['what Helm alone runs', helm('test'), 'left'],
    ["Argo CD's word over Helm's", { ...argocd('Sync'), ...helm('pre-install') }, 'sync@0: BeforeHookCreation'],
    ["Helm's word where Argo CD has none", { ...argocd(''), ...helm('pre-install') }, 'presync@-1: BeforeHookCreation'],
  ])('%s', (_what, annotations, expected) => {
    expect(outline(annotations)).toBe(expected);
  });
});
