import type { Clock, Logger, Metrics } from '../base/index.ts';
import { createExecRenderer, createInlineRenderer, createShadowRenderer, type Renderer } from '../render/index.ts';

/** Which of upstream's programs render. */
export interface RenderPrograms {
  /** A `kustomize` or `kubectl`, for kustomizations. */
  readonly kustomizeBinary: string;
  /** Programs render only beside ours, and what they give otherwise is told; what ours give is delivered. */
  readonly shadow: boolean;
}

/** A renderer with programs in its place, or beside it. */
export function withPrograms(
  ours: Renderer,
  programs: RenderPrograms | undefined,
  ports: { readonly clock: Clock; readonly logger: Logger; readonly metrics: Metrics; readonly path: string },
): Renderer {
  if (programs === undefined) return ours;
  const { kustomizeBinary, shadow } = programs;
  const { clock, path, logger, metrics } = ports;
  if (!shadow) return createExecRenderer({ kustomizeBinary, inner: ours, path, clock });
  const other = createExecRenderer({ kustomizeBinary, inner: createInlineRenderer(), path, clock });
  return createShadowRenderer({ primary: ours, shadow: other, logger, metrics });
}
