import { jsonAt, type KubeObject, textAt } from '../../../base/index.ts';
import { helmGroup, kustomizeGroup, sourceGroup } from '../../../flux/index.ts';

/** A kind of Flux object that the verbs know. */
export interface FluxKind {
  readonly group: string;
  readonly kind: string;
  /** Its name in `slipway get …` and `slipway reconcile …`. */
  readonly words: readonly string[];
  /** How `flux` writes it in the table of `get all`. */
  readonly prefix: string;
  readonly revision: (object: KubeObject) => string;
}

/** The kinds that exist so far. */
export const fluxKinds: readonly FluxKind[] = [
  {
    group: sourceGroup,
    kind: 'GitRepository',
    words: ['source git', 'sources git'],
    prefix: 'gitrepository',
    revision: (object) => textAt(object, 'status', 'artifact', 'revision'),
  },
  ...(
    [
      ['HelmRepository', 'helm'],
      ['HelmChart', 'chart'],
      ['OCIRepository', 'oci'],
    ] as const
  ).map(([kind, word]): FluxKind => ({
    group: sourceGroup,
    kind,
    words: [`source ${word}`, `sources ${word}`],
    prefix: kind.toLowerCase(),
    revision: (object) => textAt(object, 'status', 'artifact', 'revision'),
  })),
  {
    group: kustomizeGroup,
    kind: 'Kustomization',
    words: ['kustomization', 'kustomizations', 'ks'],
    prefix: 'kustomization',
    revision: (object) => textAt(object, 'status', 'lastAppliedRevision'),
  },
  {
    group: helmGroup,
    kind: 'HelmRelease',
    words: ['helmrelease', 'helmreleases', 'hr'],
    prefix: 'helmrelease',
    revision: (object) => textAt(object, 'status', 'history', 0, 'chartVersion'),
  },
];

/** A revision as `flux` shortens it: `main@sha1:1234567…` keeps eight digits. */
export function shortRevision(revision: string): string {
  return revision.replace(/(sha1:[0-9a-f]{8})[0-9a-f]+/, '$1');
}

/** The Ready condition, in the columns of the tables. */
export function readiness(object: KubeObject): { readonly ready: string; readonly message: string } {
  const conditions = jsonAt(object, 'status', 'conditions');
  const ready = Array.isArray(conditions)
    ? conditions.find((condition) => jsonAt(condition, 'type') === 'Ready')
    : undefined;
  if (ready === undefined) return { ready: 'False', message: 'waiting to be reconciled' };
  return { ready: textAt(ready, 'status'), message: shortRevision(textAt(ready, 'message')) };
}

/** `True` or `False`, as the tables write it. */
export function suspended(object: KubeObject): string {
  return jsonAt(object, 'spec', 'suspend') === true ? 'True' : 'False';
}
