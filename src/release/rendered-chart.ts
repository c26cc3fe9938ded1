import type { JsonObject } from '../base/index.ts';

/** A hook as the renderer found it in a chart. */
export interface RenderedHook {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly string[];
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

/** What a chart and its values gave: all that an install or an upgrade needs of rendering. */
export interface RenderedChart {
  /** Every object but hooks, in helm's order, as it is stored. */
  readonly manifest: string;
  /** In the order of their kinds. */
  readonly hooks: readonly RenderedHook[];
  /** Files of `crds/`, in the order in which they are applied. */
  readonly crds: readonly { readonly name: string; readonly manifest: string }[];
  readonly notes: string;
  /** The chart as helm stores it: metadata, lock, templates, values, schema, files, in that order. */
  readonly chart: JsonObject;
  /** The user's values. */
  readonly config: JsonObject;
}

/** What templates are told of the release. */
export interface RenderFor {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly isInstall: boolean;
  readonly isUpgrade: boolean;
}

/** Renders a chart for a revision: called once its number is known. Failures are thrown as they are. */
export type RenderChart = (release: RenderFor) => Promise<RenderedChart>;
