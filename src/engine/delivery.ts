import type { ClusterKey, GroupVersionKind, KubeObject, ObjectKey, Problem } from '../base/index.ts';
import type { Identity } from '../kube/index.ts';
import type { RecordedRead, RenderOptions } from '../render/index.ts';
import type {
  ChartRepositoryCredentials,
  CommitInfo,
  GitCredentials,
  GitReference,
  OciCredentials,
  Tree,
} from '../source/index.ts';
import type { IgnoredFields } from './ignored/index.ts';

/** The custom resource that a delivery came from. */
export interface OwnerKey extends ObjectKey {
  /** The cluster that the custom resource lies in. */
  readonly cluster: ClusterKey;
}

/** Desired state that lies in a Git repository. */
export interface GitDeliverySource {
  readonly kind: 'git';
  readonly url: string;
  readonly credentials: GitCredentials;
  readonly reference: GitReference;
  /** How old an answer of the remote may be before it is asked again, in ms. */
  readonly maxAgeMs: number;
  /** The folder in the tree. */
  readonly path: string;
  readonly render: RenderOptions | RenderChoice;
  /** Ignore rules on top of the tree's own (gitignore syntax); for sources whose consumers do not see the whole tree. */
  readonly ignore?: string;
  /** How the dialect names the revision in its status, where it is known before the source is asked. */
  readonly display?: string;
}

/** How a folder is rendered, where that is to be found out from what lies in it. */
export interface RenderChoice {
  readonly kind: 'choice';
  /** Names the rules: equal ids, equal choices over equal trees and commits. */
  readonly id: string;
  /** Decides for the tree of a commit; looked at anew for every commit, so it should read little. Throws SourceError where the tree cannot be read. */
  choose(tree: Tree, commit: CommitInfo, cluster: ClusterFacts | undefined): ChosenRender;
}

/** What charts ask of the cluster that they are rendered for. */
export interface ClusterFacts {
  /** As the API server says it: `v1.35.0`. */
  readonly kubeVersion: string;
  /** `apps/v1` and `apps/v1/Deployment`, in the order of names. */
  readonly apiVersions: readonly string[];
}

/** What a choice came to. A folder of a type that is not rendered is refused with its reason. */
export type ChosenRender = {
  /** What was read to decide, beyond what a render reads anyway. */
  readonly reads: readonly RecordedRead[];
} & (
  | { readonly kind: 'options'; readonly options: RenderOptions }
  /** It cannot be said before the cluster is known. */
  | { readonly kind: 'needs-cluster' }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
);

/** Desired state that lies in a layer of an artifact of an OCI registry. */
export interface ArtifactDeliverySource extends Pick<GitDeliverySource, 'path' | 'render' | 'ignore' | 'display'> {
  readonly kind: 'artifact';
  /** `oci://host/path`. */
  readonly url: string;
  readonly credentials: OciCredentials;
  /** Of the manifest, `sha256:…`. */
  readonly digest: string;
  /** The type of the layer; the first one where absent. */
  readonly mediaType?: string;
  /** The revision that the artifact says it was made of. */
  readonly origin?: string;
}

/** Desired state that a chart of a repository gives; its version is the revision. */
export interface ChartDeliverySource extends Pick<
  GitDeliverySource,
  'path' | 'render' | 'ignore' | 'display' | 'maxAgeMs'
> {
  readonly kind: 'chart';
  /** `http(s)://…` or `oci://…`. */
  readonly url: string;
  readonly credentials: ChartRepositoryCredentials | undefined;
  readonly name: string;
  /** A version or a range. */
  readonly version: string;
}

/** Where desired state comes from. */
export type DeliverySource = GitDeliverySource | ArtifactDeliverySource | ChartDeliverySource;

/** When and how objects that Git no longer has are deleted. */
export interface PrunePolicy {
  readonly enabled: boolean;
  /** Whether a render without any object may delete all that there is. */
  readonly allowEmpty: boolean;
  /** After everything else; else within the waves: what was created first goes last, and before the writes of its wave. */
  readonly last: boolean;
  readonly propagation: 'Foreground' | 'Background' | 'Orphan';
  /** Somebody confirmed that objects are deleted which ask for that (see Placement). */
  readonly confirmed?: boolean;
}

/**
 * Which objects an owner may have, beyond what whoever writes them may. A desired object that is refused is not written, and a run with any
 * fails before it writes; a live one is not the owner's to look at, to prune or to delete, whatever marks it carries.
 */
export interface Restrictions {
  /** Names the rules: equal ids, equal answers. */
  readonly id: string;
  /** Why the owner may not have an object; undefined where it may. */
  refusal(key: ObjectKey, namespaced: boolean): Problem | undefined;
}

/** What becomes of each rendered object before anything else sees it, such as variables that are put in. */
export interface Rewriting {
  /** Names the rules: equal ids, equal answers. */
  readonly id: string;
  rewrite(
    object: KubeObject,
  ): { readonly kind: 'object'; readonly object: KubeObject } | { readonly kind: 'problem'; readonly problem: Problem };
}

/** Which objects' health a run waits for at its end (gates between stages are each object's own: see Placement). */
export type WaitPolicy =
  | { readonly kind: 'none' }
  | { readonly kind: 'all'; readonly timeoutMs: number }
  | { readonly kind: 'objects'; readonly objects: readonly ObjectKey[]; readonly timeoutMs: number };

/** What happens after a failed run. `limit` counts retries; negative: for ever. */
export interface RetryPolicy {
  readonly limit: number;
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** A field manager whose fields become ours. */
export interface AdoptedManager {
  readonly manager: string;
  /** Absent: whichever operation the manager used. */
  readonly operation?: 'Apply' | 'Update';
  /** Every manager whose name begins so, such as `kubectl-edit`. */
  readonly prefix?: boolean;
}

/** How objects are written. */
export interface ApplyPolicy {
  readonly fieldManager: string;
  /** Other managers whose fields become ours whenever they are seen: what the source does not say of them then disappears. */
  readonly adopt: readonly AdoptedManager[];
  /** Delete and recreate an object whose immutable fields changed. */
  readonly force: boolean;
  /** PUT every object that is there instead of applying it. */
  readonly replace: boolean;
  /** Have the API server validate every object of a stage, or of the whole run, before anything of it is written. */
  readonly dryRunFirst: 'run' | 'stage' | 'never';
  /** Create the target namespace first, with these labels and annotations. */
  readonly createNamespace:
    | { readonly labels: Record<string, string>; readonly annotations: Record<string, string> }
    | undefined;
}

/**
 * What one owner wants in one cluster, as data. The engine acts on it without knowing which dialect wrote it.
 */
export interface Delivery {
  readonly owner: OwnerKey;
  readonly ownerUid: string;
  /** Changes whenever the owner asks for something else: the generation, or a digest of what counts in the spec. */
  readonly generation: string;
  readonly cluster: ClusterKey;
  /** Whom every request to the target is made as, reads and dry runs too. */
  readonly identity: Identity | undefined;
  /** Undefined while the owner is removed: nothing is rendered any more. */
  readonly source: DeliverySource | undefined;
  /** Where namespaced objects without a namespace go; empty: such an object is an error of the API server. */
  readonly namespace: string;
  readonly restrictions?: Restrictions;
  /** Absent: what was rendered is what is wanted. */
  readonly rewriting?: Rewriting;
  /** Absent: every field counts. */
  readonly ignored?: IgnoredFields;
  /** Labels and annotations that every object gets. */
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly prune: PrunePolicy;
  readonly wait: WaitPolicy;
  /** How long a gate between stages is waited for, in ms; undefined: without end. */
  readonly gateTimeoutMs: number | undefined;
  /** By which rules objects are judged: those of gitops-engine (`health`), or kstatus. */
  readonly healthRules: 'health' | 'kstatus';
  readonly retry: RetryPolicy;
  readonly apply: ApplyPolicy;
  /** What the owner's status says it owned after the last run: candidates for pruning. */
  readonly inventory: readonly InventoryEntry[];
  /** What may be pruned: only what the inventory names, or also what carries the owner's marks. */
  readonly extras: 'inventory' | 'marks';
  /** `continuous`: differences are repaired whenever seen; `on-change`: a run starts only for a new revision or generation; `manual`: only when asked. */
  readonly mode: DeliveryMode;
  /** A new revision that changes no object still counts as delivered by a run of its own. */
  readonly everyRevision: boolean;
  /** A run that somebody asked for by hand, which has not ended yet. */
  readonly request: RunRequest | undefined;
  /** When nothing happens the owner is looked at again after this many ms. */
  readonly intervalMs: number;
}

/** When the engine acts without being asked. */
export type DeliveryMode = 'continuous' | 'on-change' | 'manual';

/** An object that an owner applied, and the version in which it did. */
export interface InventoryEntry extends ObjectKey, GroupVersionKind {}

/** A run that a person or a tool asked for. */
export interface RunRequest {
  /** Tells requests apart: the same id is never run twice. */
  readonly id: string;
  readonly revision: string | undefined;
  readonly prune: boolean;
  readonly dryRun: boolean;
  /** Only these objects; absent: all. */
  readonly objects: readonly ObjectKey[] | undefined;
  readonly initiatedBy: string;
  /** `false`: without hooks. */
  readonly hooks?: boolean;
}
