import type { KubeObject, ObjectKey } from '../../../base/index.ts';
import type { ActionName, CommitView, DeliveryRow, DeliveryView, HistoryEntryView } from '../../contract/index.ts';

/** What else may be looked at to describe a delivery: other objects of the home cluster, and commits. */
export interface KindContext {
  /** An object of one of the kinds that the kind names as `reads`. */
  find(
    kind: { readonly group: string; readonly kind: string },
    namespace: string,
    name: string,
  ): KubeObject | undefined;
  /** What is known of a commit; what is not known yet is looked for, and the delivery described again. */
  commit(owner: KubeObject, repo: string, revision: string): CommitView;
  readonly now: number;
}

/** An object that a delivery owns, as its status names it. */
export interface OwnedObject extends ObjectKey {
  readonly version: string;
  readonly sync?: 'Synced' | 'OutOfSync' | 'Unknown';
  readonly wave?: number;
  /** Lives, and is no longer desired. */
  readonly extra?: boolean;
}

/** What one delivery is, beyond its row; the parts that all kinds share are put in by who asks. */
export type KindDetail = Omit<DeliveryView, 'row' | 'relations' | 'actions'> & {
  readonly relations: readonly { readonly id: string; readonly as: 'depends-on' }[];
};

/**
 * How one kind of delivery is read from its custom resource. A new kind is one file with one of these, and a line in `registry.ts`;
 * everything here is a pure function of the objects.
 */
export interface DeliveryKind {
  readonly group: string;
  readonly kind: string;
  /** `argocd`, `flux`, … */
  readonly dialect: 'argocd' | 'flux';
  /** For people: `Argo CD Application`. */
  readonly title: string;
  readonly hasProjects: boolean;
  /** What can be done with it, in the order in which a page offers it. */
  readonly actions: readonly ActionName[];
  /** Further kinds that `find` must know. */
  readonly reads: readonly { readonly group: string; readonly kind: string }[];
  /** Those of them that this delivery reads: when one changes, the row is made anew. */
  readsOf(
    owner: KubeObject,
  ): readonly { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string }[];
  row(owner: KubeObject, context: KindContext): DeliveryRow;
  detail(owner: KubeObject, context: KindContext): KindDetail;
  history(owner: KubeObject, context: KindContext): HistoryEntryView[];
  owned(owner: KubeObject): OwnedObject[];
  /** Why an action makes no sense now; undefined where it does. */
  refusal(owner: KubeObject, action: ActionName): string | undefined;
}
