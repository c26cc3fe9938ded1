// Written by scripts/generate-page-types.ts from the contract in src/api/contract.

/** What this server is, and what it delivers. */
export interface About {
  readonly version: string;
  readonly kinds: readonly {
    readonly kind: string;
    readonly group: string;
    readonly dialect: string;
    /** Such as Argo CD Application. */
    readonly title: string;
    /** Whether the cluster knows the kind. */
    readonly served: boolean;
    readonly projects: boolean;
    readonly actions: readonly ActionName[];
    readonly count: number;
  }[];
  /** Dialects that another controller acts for: Slipway only shows. */
  readonly observing: readonly {
    readonly dialect: string;
    readonly why: string;
  }[];
  readonly ready: boolean;
}

/** The action was written down; the event stream tells what comes of it. */
export interface Accepted {
  readonly message: string;
}

/** A local account, and its tokens for machines. */
export interface Account {
  readonly name: string;
  readonly enabled: boolean;
  /** May sign in with a password. */
  readonly login: boolean;
  /** May have tokens: `accounts.NAME: apiKey` in argocd-cm. */
  readonly apiKey: boolean;
  readonly access: 'admin' | 'read-only' | 'none';
  readonly tokens: readonly {
    readonly id: string;
    /** A moment, as RFC 3339 in UTC. */
    readonly issuedAt: string;
    /** A moment, as RFC 3339 in UTC. */
    readonly expiresAt?: string;
  }[];
}

/** By name. */
export interface Accounts {
  readonly accounts: readonly Account[];
}

/** What a person asks for. Which make sense for a delivery stands in its `actions`. */
export type Action =
  | {
      readonly action: 'refresh';
    }
  | {
      readonly action: 'hard-refresh';
    }
  | {
      readonly action: 'sync';
      /** Another revision than the owner names. */
      readonly revision?: string;
      readonly prune?: boolean;
      readonly dryRun?: boolean;
      /** Delete and create where an object cannot be changed. */
      readonly force?: boolean;
      readonly replace?: boolean;
      readonly serverSide?: boolean;
      readonly prunePropagation?: 'foreground' | 'background' | 'orphan';
      /** Further sync options, as Name=value. */
      readonly options?: readonly string[];
      /** Only these; absent: all. */
      readonly objects?: readonly {
        readonly group?: string;
        readonly kind: string;
        readonly namespace?: string;
        readonly name: string;
      }[];
    }
  | {
      readonly action: 'terminate';
    }
  | {
      readonly action: 'rollback';
      /** Of an entry of the history. */
      readonly id: string;
      readonly prune?: boolean;
      readonly dryRun?: boolean;
    }
  | {
      readonly action: 'suspend';
    }
  | {
      readonly action: 'resume';
    }
  | {
      readonly action: 'reconcile';
    }
  | {
      readonly action: 'reconcile-with-source';
    }
  | {
      readonly action: 'force';
    }
  | {
      readonly action: 'reset';
    }
  | {
      readonly action: 'delete';
      readonly propagation: 'foreground' | 'background' | 'orphan';
    };

/** What a person can do with a delivery. */
export type ActionName = 'refresh' | 'hard-refresh' | 'sync' | 'terminate' | 'rollback' | 'suspend' | 'resume' | 'reconcile' | 'reconcile-with-source' | 'force' | 'reset' | 'delete';

/** One action for many deliveries. */
export interface ActionOnMany {
  readonly ids: readonly DeliveryId[];
  readonly action: Action;
}

/** The body of every answer that is an error. */
export interface ApiError {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly object?: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly remedy?: string;
    readonly raw?: string;
    /** With too-many-attempts and not-ready. */
    readonly retryAfterSeconds?: number;
    /** With invalid-request: which part of the request, and what is wrong with it. */
    readonly fields?: readonly {
      readonly path: string;
      readonly message: string;
    }[];
  };
}

/** One value that a chart is rendered with, and who set it. */
export interface ChartValue {
  /** As --set writes it. */
  readonly path: string;
  /** As JSON; values out of Secrets are masked. */
  readonly value: string;
  /** spec.values, ConfigMap/name key, Secret/name key, or chart: its default. */
  readonly from: string;
}

/** A cluster that deliveries go to. */
export interface Cluster {
  readonly name: string;
  /** Its address, or in-cluster. */
  readonly server: string;
}

/** A revision and what its author said of it; the rest is absent while the repository has not been read. */
export interface Commit {
  /** The whole commit id, or the version of what is no commit. */
  readonly revision: string;
  readonly short: string;
  /** The branch or tag it came by. */
  readonly reference?: string;
  /** The first line of the message. */
  readonly subject?: string;
  /** The whole message; only in the answers on one delivery. */
  readonly message?: string;
  readonly author?: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly time?: string;
  /** Its page at the Git host: always http or https. */
  readonly url?: string;
}

/** The initial administrator is `admin`. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One page of the list of deliveries. */
export interface DeliveriesPage {
  /** With `fields`, only those (and the id). */
  readonly items: readonly {
    readonly id: DeliveryId;
    /** Application, Kustomization, … The list of kinds is open: see /about. */
    readonly kind?: string;
    /** argocd, flux, …. */
    readonly dialect?: string;
    readonly namespace?: string;
    readonly name?: string;
    /** Where the kind has projects. */
    readonly project?: string;
    readonly cluster?: Cluster;
    readonly targetNamespace?: string;
    readonly source?: {
      readonly kind: 'git' | 'helm' | 'oci' | 'bucket' | 'none';
      /** An address, never with a password in it. */
      readonly repo: string;
      /** The folder, or the name of the chart. */
      readonly path?: string;
      /** The branch, tag, commit or version that is asked for. */
      readonly target?: string;
      /** How many further sources there are. */
      readonly more?: number;
    };
    readonly revision?: Commit;
    readonly sync?: {
      readonly status: SyncStatus;
      readonly differing?: number;
    };
    readonly health?: {
      readonly status: HealthStatus;
      readonly why?: string;
    };
    readonly operation?: {
      readonly phase: OperationPhase;
      /** A moment, as RFC 3339 in UTC. */
      readonly startedAt: string;
      /** A moment, as RFC 3339 in UTC. */
      readonly finishedAt?: string;
    };
    readonly automated?: boolean;
    readonly suspended?: boolean;
    readonly deleting?: boolean;
    readonly labels?: Readonly<Record<string, string>>;
    /** When something that matters last changed: an operation, the health. */
    readonly changedAt?: string;
    /** A moment, as RFC 3339 in UTC. */
    readonly createdAt?: string;
  }[];
  /** How many deliveries the query matches. */
  readonly matched: number;
  /** How many there are that you may see. */
  readonly total: number;
  readonly facets?: readonly Facet[];
  /** With `group`: its values in order, with how many deliveries of each health they hold. */
  readonly groups?: readonly {
    readonly value: string;
    readonly count: number;
    readonly health: Readonly<Record<string, number>>;
  }[];
  /** The cursor of the next page. */
  readonly next?: string;
  /** Where to begin the event stream so that nothing is missed: Last-Event-ID. */
  readonly position: string;
  readonly problems: readonly QueryProblem[];
}

/** One delivery: what should run, what runs, how it is, what happened last. */
export interface Delivery {
  readonly row: DeliveryRow;
  readonly desired: {
    /** What should run. */
    readonly commit?: Commit;
    /** The branch, tag or range that it was resolved from. */
    readonly target?: string;
  };
  readonly sync: {
    readonly status: SyncStatus;
    /** How many objects differ. */
    readonly differing: number;
    /** How many objects there are. */
    readonly objects: number;
    /** What was applied last. */
    readonly applied?: Commit;
  };
  readonly health: {
    readonly status: HealthStatus;
    /** One sentence. */
    readonly why?: string;
    /** The object that decides it. */
    readonly object?: ObjectKey;
    /** A moment, as RFC 3339 in UTC. */
    readonly since?: string;
  };
  readonly operation?: Operation;
  readonly policy: {
    readonly automated: boolean;
    readonly prune: boolean;
    readonly selfHeal: boolean;
    readonly suspended: boolean;
    readonly suspendedBy?: string;
    /** How often without a push, as a duration. */
    readonly interval?: string;
    /** Sync options, as they are written. */
    readonly options: readonly string[];
  };
  readonly problems: readonly Problem[];
  readonly conditions: readonly {
    readonly type: string;
    readonly status?: string;
    readonly reason?: string;
    readonly message: string;
    /** A moment, as RFC 3339 in UTC. */
    readonly time?: string;
  }[];
  readonly relations: readonly Relation[];
  readonly links: readonly {
    readonly title: string;
    /** Always http or https. */
    readonly url: string;
  }[];
  /** What makes sense for this kind; what does not is absent. */
  readonly actions: readonly {
    readonly action: ActionName;
    readonly allowed: boolean;
    /** Why not. */
    readonly why?: string;
  }[];
}

/** Kind/namespace/name, such as Application/argocd/cart; the path of a delivery is /deliveries/ and this. */
export type DeliveryId = string;

/** One line of the list of deliveries. */
export interface DeliveryRow {
  readonly id: DeliveryId;
  /** Application, Kustomization, … The list of kinds is open: see /about. */
  readonly kind: string;
  /** argocd, flux, …. */
  readonly dialect: string;
  readonly namespace: string;
  readonly name: string;
  /** Where the kind has projects. */
  readonly project?: string;
  readonly cluster: Cluster;
  readonly targetNamespace?: string;
  readonly source?: {
    readonly kind: 'git' | 'helm' | 'oci' | 'bucket' | 'none';
    /** An address, never with a password in it. */
    readonly repo: string;
    /** The folder, or the name of the chart. */
    readonly path?: string;
    /** The branch, tag, commit or version that is asked for. */
    readonly target?: string;
    /** How many further sources there are. */
    readonly more?: number;
  };
  readonly revision?: Commit;
  readonly sync: {
    readonly status: SyncStatus;
    readonly differing?: number;
  };
  readonly health: {
    readonly status: HealthStatus;
    readonly why?: string;
  };
  readonly operation?: {
    readonly phase: OperationPhase;
    /** A moment, as RFC 3339 in UTC. */
    readonly startedAt: string;
    /** A moment, as RFC 3339 in UTC. */
    readonly finishedAt?: string;
  };
  readonly automated: boolean;
  readonly suspended: boolean;
  readonly deleting?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** When something that matters last changed: an operation, the health. */
  readonly changedAt: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly createdAt?: string;
}

/** What Git says of an object, and where each line of it came from. */
export interface DesiredManifest {
  readonly yaml: string;
  readonly commit?: string;
  readonly repo?: string;
  readonly places: readonly OriginPlace[];
  /** For each line of the YAML the index of its place; -1 where it has none. */
  readonly lines: readonly number[];
}

/** How what runs differs from what would run after a sync. Values of Secrets are masked: equal values of one answer have equal masks. */
export interface Difference {
  readonly object: ObjectKey;
  readonly change: 'none' | 'create' | 'update' | 'replace' | 'delete';
  readonly live?: {
    readonly yaml: string;
    readonly noise: readonly NoiseRange[];
  };
  /** What a sync would make of it. */
  readonly predicted?: {
    readonly yaml: string;
    readonly noise: readonly NoiseRange[];
  };
  readonly fields: readonly FieldChange[];
  readonly truncated: number;
}

/** The objects of a delivery that differ. */
export interface Differences {
  readonly revision?: string;
  readonly objects: readonly {
    readonly object: ObjectKey;
    readonly change: 'none' | 'create' | 'update' | 'replace' | 'delete';
    readonly fields: readonly FieldChange[];
    readonly truncated: number;
  }[];
  /** How many objects do not differ. */
  readonly same: number;
  readonly problems: readonly Problem[];
  readonly truncated: number;
}

/** Why a request was not answered as asked. */
export type ErrorCode = 'invalid-request' | 'not-signed-in' | 'wrong-credentials' | 'too-many-attempts' | 'forbidden' | 'foreign-origin' | 'not-found' | 'conflict' | 'refused' | 'too-large' | 'unsupported-media-type' | 'not-ready' | 'cluster-unreachable' | 'internal';

/** The values of one word of the query language with how many deliveries have each, under all other words of the query. */
export interface Facet {
  readonly word: 'health' | 'sync' | 'kind' | 'project' | 'namespace' | 'cluster' | 'repo';
  readonly values: readonly {
    readonly value: string;
    readonly count: number;
  }[];
  /** How many further values there are. */
  readonly more: number;
}

/** One field that differs. */
export interface FieldChange {
  /** Such as spec.replicas or containers[name=app].image. */
  readonly path: string;
  /** What a sync would do. */
  readonly change: 'add' | 'remove' | 'change';
  /** As YAML. */
  readonly live?: string;
  /** As YAML. */
  readonly desired?: string;
  readonly origin?: OriginPlace;
  /** By ignoreDifferences: it does not count. */
  readonly ignored?: boolean;
}

/** How something is. */
export type HealthStatus = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | 'Missing' | 'Unknown';

/** Newest first. */
export interface History {
  readonly items: readonly HistoryEntry[];
}

/** One revision that was deployed. */
export interface HistoryEntry {
  /** What a rollback names. */
  readonly id: string;
  readonly commit: Commit;
  readonly repo?: string;
  readonly path?: string;
  readonly target?: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly startedAt?: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly deployedAt: string;
  /** A name, or automated; absent: not recorded. */
  readonly by?: string;
  readonly result: 'Succeeded' | 'Failed';
  readonly message?: string;
  /** How often it was reconciled, where that is counted. */
  readonly reconciled?: number;
  readonly current: boolean;
  /** Whether a rollback to it makes sense. */
  readonly rollback: boolean;
}

/** A Kubernetes Event on a delivery or one of its objects. */
export interface KubeEvent {
  readonly object: ObjectKey;
  /** Normal or Warning. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly from?: string;
  readonly count: number;
  /** A moment, as RFC 3339 in UTC. */
  readonly firstAt?: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly lastAt?: string;
}

/** Newest first. */
export interface KubeEvents {
  readonly items: readonly KubeEvent[];
  readonly truncated: number;
}

/** One line of a log; the last message of a stream has `end` instead of a text. */
export interface LogLine {
  readonly container?: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly time?: string;
  readonly text?: string;
  /** Why the stream ended. */
  readonly end?: string;
}

/** What came of it, in the order of the ids. */
export interface ManyAccepted {
  readonly results: readonly {
    readonly id: DeliveryId;
    readonly message?: string;
    readonly error?: {
      readonly code: ErrorCode;
      readonly message: string;
      readonly object?: string;
      readonly file?: string;
      readonly line?: number;
      readonly column?: number;
      readonly remedy?: string;
      readonly raw?: string;
      /** With too-many-attempts and not-ready. */
      readonly retryAfterSeconds?: number;
      /** With invalid-request: which part of the request, and what is wrong with it. */
      readonly fields?: readonly {
        readonly path: string;
        readonly message: string;
      }[];
    };
  }[];
}

/** A token: send it as `Authorization: Bearer`. */
export interface NewToken {
  readonly id: string;
  readonly token: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly expiresAt?: string;
}

/** Lines, from 1, that say nothing of the difference: to be folded. */
export interface NoiseRange {
  readonly from: number;
  readonly to: number;
  readonly why: 'managedFields' | 'status' | 'default' | 'server';
}

/** One object of a delivery. Values of Secrets are masked: equal values of one answer have equal masks. */
export interface ObjectDetail {
  readonly object: ObjectKey;
  readonly apiVersion: string;
  readonly delivery: DeliveryId;
  readonly managed: boolean;
  readonly sync?: SyncStatus;
  readonly health?: {
    readonly status: HealthStatus;
    readonly why?: string;
  };
  readonly node?: TreeNode;
  readonly summary: readonly {
    readonly name: string;
    readonly value: string;
  }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** A moment, as RFC 3339 in UTC. */
  readonly createdAt?: string;
  /** Absent: it is not there, or not readable. */
  readonly live?: {
    readonly yaml: string;
    readonly resourceVersion: string;
    readonly fields?: Readonly<Record<string, string>>;
  };
  /** Absent: Git does not say anything of it. */
  readonly desired?: DesiredManifest;
  /** Why a part is missing. */
  readonly problems: readonly Problem[];
}

/** Names one object of a cluster. The group of the core API and the namespace of cluster-scoped objects are empty. */
export interface ObjectKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What an operation did with one object. */
export interface ObjectResult {
  readonly object: ObjectKey;
  readonly wave?: number;
  readonly status: 'pending' | 'applied' | 'unchanged' | 'pruned' | 'prune-skipped' | 'failed' | 'waiting';
  readonly message?: string;
  readonly health?: HealthStatus;
}

/** The last operation, or the one that runs, with its progress by object. */
export interface Operation {
  readonly phase: OperationPhase;
  /** sync, rollback, reconcile, dry run, …. */
  readonly what: string;
  /** A name, or automated. */
  readonly by: string;
  readonly automated: boolean;
  /** A moment, as RFC 3339 in UTC. */
  readonly startedAt: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly finishedAt?: string;
  readonly attempt: number;
  /** Absent: without end. */
  readonly retryLimit?: number;
  readonly revision?: Commit;
  readonly message: string;
  readonly results: readonly ObjectResult[];
  /** How many results were left out. */
  readonly truncated: number;
  /** What is known of the waves, in order. */
  readonly waves: readonly {
    readonly wave: number;
    readonly total: number;
    readonly done: number;
  }[];
  readonly dryRun: boolean;
}

/** Where an operation stands. */
export type OperationPhase = 'Running' | 'Retrying' | 'Terminating' | 'Succeeded' | 'Failed' | 'Error';

/** Where something was written. */
export interface OriginPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What changed it last, where that was not the file itself. */
  readonly transformer?: string;
  /** The line at the Git host: always http or https. */
  readonly url?: string;
}

/** What would happen to one object. */
export interface PlannedChange {
  readonly object: ObjectKey;
  readonly change: 'create' | 'update' | 'replace' | 'delete' | 'run' | 'none';
  readonly why: string;
  readonly wave: number;
  readonly phase?: string;
  /** How many fields differ. */
  readonly fields?: number;
  /** Where the object is a delivery itself. */
  readonly delivery?: DeliveryId;
}

/** What an action would do, in the order in which it would; nothing has been changed. */
export interface Preview {
  /** One sentence. */
  readonly summary: string;
  readonly from?: Commit;
  readonly to?: Commit;
  readonly changes: readonly PlannedChange[];
  readonly truncated: number;
  /** Objects that would be deleted. */
  readonly goes: readonly ObjectKey[];
  readonly destructive: boolean;
  readonly allowed: boolean;
  /** Why it would be refused, or what it would leave out. */
  readonly problems: readonly Problem[];
}

/** Something wrong with what a user wrote, or that stopped a run: what, where, and what to do about it. */
export interface Problem {
  /** A stable word for the class of problem. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  /** Kind/namespace/name. */
  readonly object?: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** What to do about it. */
  readonly remedy?: string;
  /** The text as the tool or server gave it, where it says more. */
  readonly raw?: string;
}

/** A part of the query that could not be read; it counted as free text. */
export interface QueryProblem {
  readonly text: string;
  readonly message: string;
}

/** Another delivery that this one has to do with. */
export interface Relation {
  readonly id: DeliveryId;
  readonly as: 'parent' | 'child' | 'depends-on' | 'needed-by';
  readonly exists: boolean;
  readonly health?: HealthStatus;
  readonly sync?: SyncStatus;
}

/** A delivery, or an object of one. */
export interface SearchHit {
  readonly delivery: DeliveryId;
  /** Absent: the delivery itself. */
  readonly object?: {
    readonly group: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  };
  readonly health?: HealthStatus;
  readonly sync?: SyncStatus;
}

/** Best first. */
export interface SearchResult {
  readonly hits: readonly SearchHit[];
  readonly more: boolean;
}

/** Who is signed in, and what they may do. */
export interface Session {
  readonly username: string;
  readonly access: 'admin' | 'read-only';
  /** A moment, as RFC 3339 in UTC. */
  readonly expiresAt: string;
  readonly via: 'password' | 'token';
}

/** One source of a delivery, and what its render was made of. */
export interface SourceView {
  readonly kind: 'git' | 'helm' | 'oci' | 'bucket' | 'none';
  /** The Flux source object it is read through, Kind/namespace/name. */
  readonly object?: string;
  readonly repo: string;
  /** Its page: always http or https. */
  readonly url?: string;
  readonly path?: string;
  readonly target?: string;
  readonly commit?: Commit;
  /** Kustomize, Directory, Helm. */
  readonly renderer?: string;
  /** What the owner says over the source. */
  readonly parameters: readonly {
    readonly name: string;
    readonly value: string;
  }[];
  /** Of a chart: what it is rendered with. What is set comes first, then its defaults. */
  readonly values?: readonly ChartValue[];
  /** What the render read. */
  readonly files: readonly {
    readonly path: string;
    readonly kind: 'file' | 'folder' | 'link' | 'missing' | 'remote';
  }[];
  readonly truncated: number;
  readonly objects?: number;
  readonly warnings: readonly Problem[];
  readonly problems: readonly Problem[];
}

/** The sources of a delivery. */
export interface Sources {
  readonly sources: readonly SourceView[];
}

/** What the event stream sends. The id of an event is a position: a reconnect with it as Last-Event-ID loses nothing. States are coalesced: what comes is the newest, not each one in between. */
export type StreamMessage =
  | {
      readonly type: 'hello';
      readonly position: string;
      /** Something comes at least so often: if nothing does, reconnect. */
      readonly heartbeatSeconds: number;
    }
  | {
      readonly type: 'deliveries';
      /** New or changed. */
      readonly changed: readonly DeliveryRow[];
      readonly gone: readonly DeliveryId[];
    }
  | {
      readonly type: 'changed';
      readonly id: DeliveryId;
      /** What of the watched delivery is to be read anew. */
      readonly parts: readonly ('delivery' | 'tree' | 'events')[];
    }
  | {
      readonly type: 'reset';
      /** The position is unknown or too old: read everything anew. */
      readonly why: string;
    }
  | {
      readonly type: 'signed-out';
      readonly why: string;
    }
  | {
      readonly type: 'heartbeat';
    };

/** Whether what runs is what should. */
export type SyncStatus = 'Synced' | 'OutOfSync' | 'Unknown';

/** The objects of a delivery and what they made; the root comes first and each node after its parent. */
export interface Tree {
  readonly nodes: readonly TreeNode[];
  /** How many nodes were left out. */
  readonly truncated: number;
  /** Where to begin the event stream: Last-Event-ID. */
  readonly position: string;
  /** Kinds that could not be read, and why. */
  readonly unread: readonly string[];
}

/** One object of the tree of a delivery. */
export interface TreeNode {
  /** group/kind/namespace/name; the root is the id of the delivery. */
  readonly id: string;
  /** The id of the node that it belongs to; absent for the root. */
  readonly parent?: string;
  readonly object: ObjectKey;
  readonly version: string;
  readonly uid?: string;
  /** Stands in Git; the others were made by those. */
  readonly managed: boolean;
  readonly sync?: SyncStatus;
  readonly health?: HealthStatus;
  readonly why?: string;
  readonly wave?: number;
  readonly hook?: string;
  /** A moment, as RFC 3339 in UTC. */
  readonly createdAt?: string;
  /** Lives, and does not stand in Git any more: pruning deletes it. */
  readonly extra?: boolean;
  readonly deleting?: boolean;
  /** Where the object is a delivery itself. */
  readonly delivery?: DeliveryId;
  /** Such as replicas, restarts, node. */
  readonly facts: readonly {
    readonly name: string;
    readonly value: string;
  }[];
  readonly images?: readonly string[];
  /** Of a Pod: whose logs can be read. */
  readonly containers?: readonly {
    readonly name: string;
    readonly init?: boolean;
    readonly ready?: boolean;
    readonly restarts?: number;
  }[];
}

/** What each route takes and gives. */
export interface Routes {
  /** Signs in with a local account; the session is a cookie that scripts cannot read. */
  readonly signIn: {
    readonly params: undefined;
    readonly query: undefined;
    readonly body: Credentials;
    readonly answer: Session;
  };
  /** Who is signed in. */
  readonly session: {
    readonly params: undefined;
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: Session;
  };
  /** Ends the session. */
  readonly signOut: {
    readonly params: undefined;
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** The accounts: all for an administrator, else one’s own. */
  readonly accounts: {
    readonly params: undefined;
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: Accounts;
  };
  /** Makes a token for a machine; it is told once. */
  readonly createToken: {
    readonly params: {
      readonly account: string;
    };
    readonly query: undefined;
    readonly body: {
      /** What it is called; made up where absent. */
      readonly id?: string;
      /** Absent: it does not end by itself. */
      readonly expiresInSeconds?: number;
    };
    readonly answer: NewToken;
  };
  /** Takes a token back: it is nobody’s from then on. */
  readonly revokeToken: {
    readonly params: {
      readonly account: string;
      readonly token: string;
    };
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** The version, and the kinds of deliveries. */
  readonly about: {
    readonly params: undefined;
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: About;
  };
  /** Deliveries of every dialect: searched, sorted, counted by facet, page by page. */
  readonly listDeliveries: {
    readonly params: undefined;
    readonly query: {
      /** Free words, and health: sync: kind: project: namespace: cluster: repo: label:key=value; commas are "or", a minus in front is "not", quotes keep spaces. */
      readonly q?: string;
      /** By name where absent. */
      readonly sort?: 'name' | 'kind' | 'project' | 'namespace' | 'cluster' | 'repo' | 'health' | 'sync' | 'changed';
      readonly order?: 'asc' | 'desc';
      /** Sorted by this first. */
      readonly group?: 'project' | 'namespace' | 'cluster' | 'kind' | 'repo';
      /** Goes on behind the last page, whatever has changed since. */
      readonly cursor?: string;
      /** Instead of a cursor: jumps to a row. */
      readonly offset?: number;
      /** 60 where absent. */
      readonly limit?: number;
      readonly facets?: 'true' | 'false';
      /** Which members of a row; all where absent. */
      readonly fields?: string;
    };
    readonly body: undefined;
    readonly answer: DeliveriesPage;
  };
  /** Deliveries and objects by a part of their name, for a command palette. */
  readonly search: {
    readonly params: undefined;
    readonly query: {
      readonly q: string;
      /** 20 where absent. */
      readonly limit?: number;
    };
    readonly body: undefined;
    readonly answer: SearchResult;
  };
  /** One delivery: what should run, what runs, how it is, what happened last. */
  readonly delivery: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: Delivery;
  };
  /** The objects of a delivery, and what they made. */
  readonly tree: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: Tree;
  };
  /** One object of a delivery: summary, live and desired manifest with the origin of each line. */
  readonly object: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: {
      readonly group?: string;
      readonly kind: string;
      readonly namespace?: string;
      readonly name: string;
    };
    readonly body: undefined;
    readonly answer: ObjectDetail;
  };
  /** How one object differs from what Git says. */
  readonly difference: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: {
      readonly group?: string;
      readonly kind: string;
      readonly namespace?: string;
      readonly name: string;
    };
    readonly body: undefined;
    readonly answer: Difference;
  };
  /** The objects of a delivery that differ, with the fields in which they do. */
  readonly differences: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: {
      /** Compared with this revision; absent: the desired one. */
      readonly revision?: string;
    };
    readonly body: undefined;
    readonly answer: Differences;
  };
  /** Kubernetes Events on a delivery and its objects, or on one of them. */
  readonly events: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: {
      readonly group?: string;
      readonly kind?: string;
      readonly namespace?: string;
      readonly name?: string;
    };
    readonly body: undefined;
    readonly answer: KubeEvents;
  };
  /** The log of a Pod of the tree, line by line. */
  readonly logs: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: {
      readonly namespace: string;
      readonly pod: string;
      readonly container?: string;
      readonly follow?: 'true' | 'false';
      /** How many lines of the past; 1000 where absent. */
      readonly tail?: number;
      readonly sinceSeconds?: number;
      readonly previous?: 'true' | 'false';
    };
    readonly body: undefined;
    readonly message: LogLine;
  };
  /** The revisions that were deployed, newest first. */
  readonly history: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: History;
  };
  /** The sources of a delivery, and what their render read. */
  readonly source: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: undefined;
    readonly body: undefined;
    readonly answer: Sources;
  };
  /** What an action would do. */
  readonly preview: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: undefined;
    readonly body: Action;
    readonly answer: Preview;
  };
  /** Asks for an action; the controllers carry it out. */
  readonly act: {
    readonly params: {
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly query: undefined;
    readonly body: Action;
    readonly answer: Accepted;
  };
  /** Asks for the same action on many deliveries; each answers for itself. */
  readonly actOnMany: {
    readonly params: undefined;
    readonly query: undefined;
    readonly body: ActionOnMany;
    readonly answer: ManyAccepted;
  };
  /** One event stream for everything that a person watches. */
  readonly stream: {
    readonly params: undefined;
    readonly query: {
      /** Rows of the list of deliveries; true where absent. */
      readonly list?: 'true' | 'false';
      /** One delivery of which is told when its details, tree or events change. */
      readonly watch?: DeliveryId;
      /** As Last-Event-ID, which wins. */
      readonly position?: string;
    };
    readonly body: undefined;
    readonly message: StreamMessage;
  };
}

/** How each route is called. */
export const routes = {
  signIn: { method: 'POST', path: '/api/slipway/v1/session' },
  session: { method: 'GET', path: '/api/slipway/v1/session' },
  signOut: { method: 'DELETE', path: '/api/slipway/v1/session' },
  accounts: { method: 'GET', path: '/api/slipway/v1/accounts' },
  createToken: { method: 'POST', path: '/api/slipway/v1/accounts/{account}/tokens' },
  revokeToken: { method: 'DELETE', path: '/api/slipway/v1/accounts/{account}/tokens/{token}' },
  about: { method: 'GET', path: '/api/slipway/v1/about' },
  listDeliveries: { method: 'GET', path: '/api/slipway/v1/deliveries' },
  search: { method: 'GET', path: '/api/slipway/v1/search' },
  delivery: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}' },
  tree: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/tree' },
  object: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/object' },
  difference: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/difference' },
  differences: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/differences' },
  events: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/events' },
  logs: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/logs' },
  history: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/history' },
  source: { method: 'GET', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/source' },
  preview: { method: 'POST', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/preview' },
  act: { method: 'POST', path: '/api/slipway/v1/deliveries/{kind}/{namespace}/{name}/actions' },
  actOnMany: { method: 'POST', path: '/api/slipway/v1/actions' },
  stream: { method: 'GET', path: '/api/slipway/v1/stream' },
} as const satisfies Record<keyof Routes, { readonly method: string; readonly path: string }>;
