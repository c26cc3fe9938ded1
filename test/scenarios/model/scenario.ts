import type { JsonObject, KubeObject } from '../../../src/base/index.ts';
import type { Capability } from '../cluster/cluster.ts';

/** Whose custom resources a scenario uses, and so which controllers are judged by it. */
export type Dialect = 'flux' | 'argocd';

/**
 * One story: a repository, the custom resources that deliver it, and what happens to them, as data. It lies in
 * `cases/<dialect>-<name>/scenario.yaml`; its folder's name is its name, and the namespace that it happens in.
 */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly dialect: Dialect;
  /** Where its files lie. */
  readonly folder: string;
  /** What a cluster must be able to do for the story to be told on it. */
  readonly needs: readonly Capability[];
  /** The custom resources whose spec, status and Events are recorded. */
  readonly owners: readonly Subject[];
  /** Further namespaces whose objects are recorded beside the scenario's own. */
  readonly namespaces: readonly string[];
  /**
   * Parts of messages of Events that the real controllers write in some runs only (a retry that came in between, a race that they
   * report): such Events are left out of every recording.
   */
  readonly sometimes: readonly string[];
  /** What is done before the first step: no point is recorded here. */
  readonly given: readonly Action[];
  readonly steps: readonly Step[];
}

/** What somebody does, what is waited for, and the point at which everything is recorded. */
export interface Step {
  /** One sentence, for people. */
  readonly when: string;
  readonly do: readonly Action[];
  /** What must hold, all of it at once, before the point is recorded. */
  readonly until: readonly Expectation[];
  /** How long to wait for it, in ms. */
  readonly withinMs: number;
  /**
   * Whether the controllers must have visibly finished with the owners. A step that looks at work in progress says
   * `settled: false`; that nothing was written for a while is waited for all the same.
   */
  readonly settled: boolean;
  /** The name of the point: the recording's file name. Where absent nothing is recorded. */
  readonly point: string | undefined;
}

/** Names an object in a scenario: `Kind/name` in the scenario's own namespace, `Kind/namespace/name` elsewhere. */
export interface Subject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  /** As the scenario spells it. */
  readonly text: string;
}

/** What must be so: the subject is there and `has` is part of it (canonicalised), or it is gone. */
export type Expectation =
  | { readonly kind: 'has'; readonly of: Subject; readonly has: JsonObject }
  | { readonly kind: 'gone'; readonly of: Subject };

/** One thing that somebody does. */
export type Action =
  /** Applies the manifests of a file as a user does, by server-side apply under the manager `user`. */
  | { readonly kind: 'apply'; readonly objects: readonly KubeObject[] }
  /** Makes one commit and pushes it. */
  | { readonly kind: 'commit'; readonly commit: CommitAction }
  /** Sets a tag on the newest commit of a branch. */
  | { readonly kind: 'tag'; readonly repository: string; readonly branch: string; readonly name: string }
  /** A merge patch under a field manager of its own. */
  | { readonly kind: 'patch'; readonly of: Subject; readonly merge: JsonObject; readonly manager: string }
  | { readonly kind: 'delete'; readonly of: Subject }
  /** Takes the Git host off the network (connections are refused), or back onto it. */
  | { readonly kind: 'host'; readonly reachable: boolean }
  /** Removes a whole repository from the host. */
  | { readonly kind: 'drop'; readonly repository: string }
  /** Publishes a chart in the scenario's chart repository over HTTP. */
  | { readonly kind: 'publish'; readonly publish: PublishAction }
  /** Replaces the index of that repository by any text. */
  | { readonly kind: 'index'; readonly text: string }
  /** Pushes a chart or an artifact to the scenario's registry. */
  | { readonly kind: 'push'; readonly push: PushAction }
  /** Asks a Flux object to reconcile now (`reconcile.fluxcd.io/requestedAt`). */
  | { readonly kind: 'reconcile'; readonly of: Subject }
  /** Asks for an Application's refresh (`argocd.argoproj.io/refresh`). */
  | { readonly kind: 'refresh'; readonly of: Subject; readonly hard: boolean }
  /**
   * Starts an operation on an Application as Argo CD's API server does: writes its `operation` and clears the state of the one
   * before (argo-cd 3.1.16, util/argo/argo.go SetAppOperation).
   */
  | { readonly kind: 'operate'; readonly of: Subject; readonly operation: JsonObject };

/** A chart that is published over HTTP; `files` lie beside its `Chart.yaml`, or replace it. */
export interface PublishAction {
  readonly chart: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
  /** When the index says that it was made. */
  readonly created: string | undefined;
}

/** What is pushed to a registry. */
export interface PushAction {
  readonly kind: 'chart' | 'artifact';
  readonly repository: string;
  readonly tag: string;
  readonly files: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Signed as cosign does, with the key of `test/support/cosign.ts`. */
  readonly signed: boolean;
}

/** What a commit changes. Author, committer and time are fixed, so that the same story gives the same object names. */
export interface CommitAction {
  readonly repository: string;
  readonly branch: string;
  /** Where absent, the message tells which commit of the host it is: `commit 2`. */
  readonly message: string | undefined;
  /** Files (path below the repository's root → content) that are added or replaced. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly remove: readonly string[];
  /** Starts a new history with only these files and pushes it by force. */
  readonly force: boolean;
}

/** The names of a scenario's points, in order. */
export function pointsOf(scenario: Scenario): string[] {
  return scenario.steps.flatMap((step) => step.point ?? []);
}
