import type { ManifestHead } from './manifest-head.ts';

/** When a hook runs. */
export type HookEvent =
  | 'pre-install'
  | 'post-install'
  | 'pre-delete'
  | 'post-delete'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'pre-rollback'
  | 'post-rollback'
  | 'test';

/** An object that runs at an event of the release instead of belonging to it (helm 4.2, pkg/release/v1/hook.go). Byte strings. */
export interface ReleaseHook {
  readonly name: string;
  readonly kind: string;
  /** The template that it came from. */
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly HookEvent[];
  readonly weight: number;
  /** As they are written, in lower case. */
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

const events: ReadonlyMap<string, HookEvent> = new Map([
  ...(
    [
      'pre-install',
      'post-install',
      'pre-delete',
      'post-delete',
      'pre-upgrade',
      'post-upgrade',
      'pre-rollback',
      'post-rollback',
      'test',
    ] as const
  ).map((event) => [event, event] as const),
  ['test-success', 'test'],
]);

/** The hook that a manifest is; undefined where it is none, `unknown` where it names an event that there is not. */
export function hookOf(manifest: string, head: ManifestHead, path: string): ReleaseHook | 'unknown' | undefined {
  const wanted = head.annotations?.get('helm.sh/hook');
  if (wanted === undefined) return undefined;
  const named = wordsOf(wanted).map((word) => events.get(word));
  if (named.includes(undefined)) return 'unknown';
  return {
    name: head.name,
    kind: head.kind,
    path,
    manifest,
    events: named.filter((event) => event !== undefined),
    weight: weightOf(head.annotations?.get('helm.sh/hook-weight') ?? ''),
    deletePolicies: wordsOf(head.annotations?.get('helm.sh/hook-delete-policy')),
    outputLogPolicies: wordsOf(head.annotations?.get('helm.sh/hook-output-log-policy')),
  };
}

function wordsOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((word) => word.trim().toLowerCase());
}

function weightOf(text: string): number {
  const weight = /^[+-]?\d+$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(weight) ? weight : 0;
}
