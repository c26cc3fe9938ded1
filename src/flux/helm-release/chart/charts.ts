import type { JsonObject } from '../../../base/index.ts';
import type { RenderedChart, RenderFor } from '../../../release/index.ts';
import type { PostRendering } from '../post-render/index.ts';
import type { ChartArtifact } from './source-object.ts';

/** What templates are told of the cluster. */
export interface ChartCapabilities {
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

/** How a loaded chart is rendered. */
export interface ChartRendering {
  readonly release: RenderFor;
  readonly values: JsonObject;
  readonly capabilities: ChartCapabilities;
  readonly skipSchemaValidation: boolean;
  /** Another version than the chart's own, with the digest of the artifact that it came from. */
  readonly version: string;
  readonly postRendering: PostRendering;
}

/** A chart that can be rendered. */
export interface LoadedChart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  /** Throws with helm's text. */
  render(rendering: ChartRendering): Promise<RenderedChart>;
}

/** The port for charts that sources have stored. */
export interface Charts {
  /** Loads a packed chart, checked by its digest. Throws; `undefined`: the artifact is not there. */
  load(artifact: ChartArtifact, signal: AbortSignal): Promise<LoadedChart | undefined>;
  /** Sets a value as `--set` does, or with `text` as `--set-string`. Throws with helm's text. */
  setValue(values: JsonObject, assignment: string, text: boolean): JsonObject;
}
