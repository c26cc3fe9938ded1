import type { JsonObject, KubeObject, Priority, Problem, sealForTransfer } from '../base/index.ts';
import type { TreeLocator } from '../source/index.ts';
import type { ReleaseHook } from './helm/index.ts';

/** Plain manifests below a folder (Argo CD's `directory`, and Flux's generated kustomization before there is one). */
export interface DirectoryOptions {
  readonly kind: 'directory';
  /** Also the folders below. */
  readonly recurse: boolean;
  /** Globs relative to the folder, as Argo CD reads them (`{a,b}` too); absent: everything with a manifest's extension. */
  readonly include?: string;
  readonly exclude?: string;
  /** Whatever the extension of a file is, `include` and `exclude` alone choose (Argo CD 3.6). */
  readonly disableExtensionFilter?: boolean;
  /** Which reader's rules hold and which extensions count: `argocd` yaml, yml, json; `flux` yaml, yml. */
  readonly dialect: 'argocd' | 'flux';
}

/** A kustomization (Argo CD's `kustomize`, and Flux's Kustomization). */
export interface KustomizeOptions {
  readonly kind: 'kustomize';
  readonly dialect: 'argocd' | 'flux';
  /** The kustomize that is stood in for: 5.7 is api 0.20, 5.8 is api 0.21. */
  readonly profile: '5.7' | '5.8';
  /** Which files a kustomization may name: those in and below its folder (default), or any of the tree. */
  readonly loadRestriction?: 'root-only' | 'none';
  readonly overrides?: KustomizeOverrides;
  /** Where a folder has no kustomization: refuse it (default), or make one of its manifests, as Flux does. */
  readonly absent?: 'refuse' | 'generate';
  /** The order where the kustomization says nothing; absent: `legacy`, as the command's. */
  readonly reorder?: 'legacy' | 'none';
  /** Label everything, as `buildMetadata: [managedByLabel]` does. */
  readonly managedByLabel?: boolean;
  /** Render the charts that kustomizations name, as `--enable-helm` has it; absent: they are refused. */
  readonly charts?: KustomizeCharts;
}

/** How charts of kustomizations are rendered. */
export interface KustomizeCharts {
  /** The helm that is stood in for. */
  readonly profile: HelmOptions['profile'];
  /** Of Kubernetes, and what it serves, for charts that say none themselves. */
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  /** As `HelmOptions.now`. */
  readonly now?: number;
  /** As `HelmOptions.randomKey`. */
  readonly randomKey?: HelmOptions['randomKey'];
}

/** What an owner says over the kustomization of its folder. */
export interface KustomizeOverrides {
  /** The field of the owner that says so, such as `spec.source.kustomize`: origins name it. */
  readonly field: string;
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  /** Each in place of the entry of its name. */
  readonly images?: readonly ImageOverride[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly labels?: MetadataOverride & { readonly withoutSelector?: boolean; readonly includeTemplates?: boolean };
  readonly annotations?: MetadataOverride;
  /** Behind those of the kustomization. */
  readonly patches?: readonly PatchOverride[];
  readonly components?: readonly string[];
  /** Leave out components whose folder is not there. */
  readonly ignoreMissingComponents?: boolean;
}

/** An entry of `images`. `*` keeps what the kustomization says. */
export interface ImageOverride {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** Labels or annotations for everything. What the kustomization sets already is refused, unless `force`. */
export interface MetadataOverride {
  readonly pairs: Readonly<Record<string, string>>;
  readonly force?: boolean;
}

/** An entry of `patches`. */
export interface PatchOverride {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Readonly<
    Partial<
      Record<'group' | 'version' | 'kind' | 'name' | 'namespace' | 'annotationSelector' | 'labelSelector', string>
    >
  >;
  readonly options?: Readonly<Record<string, boolean>>;
}

/** A chart (Argo CD's `helm`, and Flux's HelmRelease). */
export interface HelmOptions {
  readonly kind: 'helm';
  readonly dialect: 'argocd' | 'flux';
  /** The helm that is stood in for: 4.1.4, 4.2.4 or 4.3.1. */
  readonly profile: '4.1' | '4.2' | '4.3';
  readonly releaseName: string;
  readonly namespace: string;
  /** 1 where absent. */
  readonly revision?: number;
  readonly isUpgrade?: boolean;
  /** In their order, later ones over earlier ones. */
  readonly valueFiles?: readonly ValueFile[];
  /** Over the files. */
  readonly values?: JsonObject;
  /** Over the values, as `--set` and `--set-string` set them; later ones over earlier ones. */
  readonly parameters?: readonly { readonly name: string; readonly value: string; readonly forceString?: boolean }[];
  /** As `--set-file` sets them; `path` is one of the tree, from the chart's folder on or with `/` at its front from the root on. */
  readonly fileParameters?: readonly { readonly name: string; readonly path: string }[];
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  /** `apiVersions` is all that the cluster serves; else they come on top of those that helm knows. */
  readonly apiVersionsAreAll?: boolean;
  /** Put the objects of crds/ out too, first. */
  readonly includeCrds?: boolean;
  readonly skipTests?: boolean;
  readonly skipSchemaValidation?: boolean;
  /** Put hooks out among the objects, as Argo CD takes them; else they are in `RenderResult.release` only. */
  readonly includeHooks?: boolean;
  /** Give `RenderResult.release`. */
  readonly withRelease?: boolean;
  /** What `now` is in templates, in ms; absent: 1970. A chart whose templates do not ask for it does not depend on it. */
  readonly now?: number;
  /** A key as `sealForTransfer` sends it: with it random functions give the same in every render, and nobody can compute it; absent: truly random. */
  readonly randomKey?: ReturnType<typeof sealForTransfer> | undefined;
  /** The tree is a chart that was unpacked: nothing of it is ignored, as files of a Flux repository are. */
  readonly treeIsChart?: boolean;
}

/** A values file: one of the tree (`path` as in `fileParameters`), or one from elsewhere by its text. */
export type ValueFile =
  | { readonly path: string; readonly ignoreMissing?: boolean }
  | { readonly name: string; readonly text: string };

/** What to make of a tree; each kind of renderer adds its own (`render-kind.ts` says how). */
export type RenderOptions = DirectoryOptions | KustomizeOptions | HelmOptions;

/** One render. Equal tree reads, path, options and limits give equal results: nothing else goes in. */
export interface RenderRequest {
  readonly tree: TreeLocator;
  /** The folder in the tree; the empty string is the root. */
  readonly path: string;
  readonly options: RenderOptions;
  /**
   * Ignore rules on top of the tree's own `.sourceignore` files (gitignore syntax, as Flux reads them). The tree is then seen as Flux packs it,
   * which it always is in the `flux` dialect: without what is ignored and without symbolic links.
   */
  readonly ignore?: string;
  readonly limits?: Partial<RenderLimits>;
  /** The repository: requests that name the same one meet the same caches. Absent: where the tree's contents lie. */
  readonly affinity?: string;
  /** Which of two waiting renders starts first; absent: `normal`. */
  readonly priority?: Priority;
}

/** How much a render may cost before it ends with a problem. */
export interface RenderLimits {
  readonly timeoutMs: number;
  /** Bytes of all files with manifests together, as Argo CD's `reposerver.max.combined.directory.manifests.size`. */
  readonly maxBytes: number;
  readonly maxObjects: number;
}

/**
 * Where a field was set: a scalar where it stands, an object or list at the key that holds it. `transformer` names what changed it
 * last, where that was not the file itself.
 */
export interface Origin {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly transformer?: string;
}

/** One rendered object and where it came from. */
export interface Manifest {
  readonly object: KubeObject;
  /** Where the object starts. */
  readonly origin: Origin;
  /** Where the field at `path` was set: of the field itself, or of the nearest parent that was written as one. */
  originOf(path: readonly (string | number)[]): Origin;
}

/**
 * One thing that a render looked at; `missing` is a place found empty, `link` a symbolic link that was looked at or followed, `remote` an address
 * of a file or a Git repository that lies elsewhere, `time` the time that the render was told.
 */
export interface RecordedRead {
  readonly kind: 'file' | 'folder' | 'link' | 'missing' | 'remote' | 'time';
  readonly path: string;
  /**
   * The digest of the content; of a folder that of its listing (see `listingDigest`), or empty where it only counted that a folder is
   * there; empty for `missing`; of a repository the commit; of the time its milliseconds.
   */
  readonly digest: string;
}

/** What a render gave. With problems there may be fewer manifests than the tree holds: such a result must not be applied or pruned by. */
export interface RenderResult {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** What a user should know although it stops nothing, such as an object that stands there twice (`repeated-object`). */
  readonly warnings: readonly Problem[];
  /**
   * What the result follows from. Empty where it follows from no content (time-out, out of memory, a path that no tree can hold): such
   * a result holds nowhere.
   */
  readonly reads: readonly RecordedRead[];
  /** Names the manifests: equal digests, equal objects in equal order. */
  readonly digest: string;
  /** Of a chart, where it was asked for: what a release of it holds beside its objects. */
  readonly release?: RenderedRelease;
}

/** What a chart gave for a release of it. */
export interface RenderedRelease {
  /** All documents but hooks and definitions, as helm stores them. */
  readonly manifest: string;
  /** In the order of installation. */
  readonly hooks: readonly ReleaseHook[];
  /** The files of crds/. */
  readonly crds: readonly { readonly path: string; readonly content: string }[];
  readonly notes: string;
  /** The chart, and what was said beside it, as helm stores them. */
  readonly chart: JsonObject;
  readonly config: JsonObject;
}

/**
 * The port of rendering. One implementation runs in worker threads of this process, another runs upstream's binaries (`exec/`). `render`
 * never throws for what a user wrote (that is a problem in the result), only when the signal aborts or the worker cannot be run.
 */
export interface Renderer {
  render(request: RenderRequest, signal?: AbortSignal): Promise<RenderResult>;
  /** Whether what a render read elsewhere than in its tree is still so, as far as that can be said; answers at once where it read nothing there. */
  remotesHold(reads: readonly RecordedRead[], signal?: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}
