import type { BuildLimits, LoadRestriction } from '../load/index.ts';
import type { RemoteBase, RemoteNeed, Remotes } from '../../remote/index.ts';
import { KustomizeError } from '../error.ts';
import type { Kustomization } from '../kustomization/index.ts';
import { SchemasInUse } from '../openapi/index.ts';
import { type ResourceList, type Scopes } from '../resource/index.ts';
import type { ConfigMerger } from '../transformers/index.ts';
import type { KustomizeProfile } from '../transformer.ts';
import type { ChartRenderer } from './charts/index.ts';
import type { ResourceFiles } from './parse-resources.ts';

/** How a build is carried out. */
export interface BuildOptions {
  readonly profile: KustomizeProfile;
  /** Default: `root-only`. */
  readonly restriction?: LoadRestriction;
  readonly remotes: Remotes;
  readonly limits: BuildLimits;
  /** Between steps and in long loops: throws RenderStopped when the time is up. */
  checkpoint(): void;
  /** Renders charts; without it charts are refused, as without `--enable-helm`. */
  readonly charts?: ChartRenderer | undefined;
  /** Whether the tree is the disk from its root on (`pathTree('/')`), so that absolute paths are paths in it. */
  readonly isDisk?: boolean | undefined;
  /** Where the tree was fetched from, for an address instead of a folder: nothing may then lie outside of the folders of kustomizations. */
  readonly repository?: RemoteBase | undefined;
  /** Labels everything as `buildMetadata: [managedByLabel]` does. */
  readonly managedByLabel?: boolean | undefined;
  /** What counts as the kustomization of the folder that is built, instead of its file; undefined where there is none. */
  readonly root?: ((written: Kustomization | undefined) => Kustomization) | undefined;
  /** The order where the kustomization says nothing; default `legacy`, as the command's. */
  readonly reorder?: 'legacy' | 'none' | undefined;
}

/** What builds share: what they have parsed and merged before. */
export interface BuildCaches {
  readonly files: ResourceFiles;
  readonly configs: ConfigMerger;
}

/** What the steps of one build share. */
export class BuildRun {
  readonly options: BuildOptions;
  readonly caches: BuildCaches;
  readonly schemas = new SchemasInUse();
  readonly scopes: Scopes;
  readonly warnings: string[] = [];
  readonly needs: RemoteNeed[] = [];
  readonly spent = { bytes: 0 };
  #opened = 0;

  constructor(options: BuildOptions, caches: BuildCaches) {
    this.options = options;
    this.caches = caches;
    this.scopes = {
      isClusterScoped: (gvk) => this.schemas.isClusterScoped(gvk),
    };
  }

  /** Counts a kustomization. Throws KustomizeError `limit`. */
  open(folder: string): void {
    this.options.checkpoint();
    this.#opened += 1;
    if (this.#opened <= this.options.limits.maxKustomizations) return;
    const message = `this build opens more than ${this.options.limits.maxKustomizations} kustomizations: split it`;
    throw new KustomizeError('limit', message, { file: folder });
  }

  /** Throws KustomizeError `limit` where there are more resources than allowed. */
  checkCount(resources: ResourceList): void {
    if (resources.length <= this.options.limits.maxResources) return;
    const message = `this build has more than ${this.options.limits.maxResources} resources: split it`;
    throw new KustomizeError('limit', message, { place: resources.at(-1)?.root.place });
  }
}
