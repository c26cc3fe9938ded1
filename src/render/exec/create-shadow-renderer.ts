import {
  canonicalJson,
  createLru,
  describeKey,
  isJsonObject,
  type Json,
  jsonEqual,
  keyOf,
  type Logger,
  messageOf,
  type Metrics,
  type Problem,
} from '../../base/index.ts';
import type { Manifest, RecordedRead, Renderer, RenderRequest, RenderResult } from '../renderer.ts';

/** How a shadow renderer is made. */
export interface ShadowRendererOptions {
  /** What is delivered. */
  readonly primary: Renderer;
  /** What it is compared with. */
  readonly shadow: Renderer;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Differences that one warning names. */
const maxNamed = 5;

/**
 * A Renderer that renders kustomizations twice, gives what the first gives, and says where the second gives something else: in a warning of the
 * result, the log, and the metric `slipway_render_shadow_total`. Only names of objects and fields are told, never values. A shadow that fails by
 * itself changes nothing.
 */
export function createShadowRenderer({ primary, shadow, logger, metrics }: ShadowRendererOptions): Renderer {
  // A result that is given again is compared once.
  const compared = createLru<{ readonly warnings: readonly Problem[] }>({ max: 10_000 });

  const compare = async (
    request: RenderRequest,
    result: RenderResult,
    signal?: AbortSignal,
  ): Promise<readonly Problem[]> => {
    const { kind } = request.options;
    let outcome: 'equal' | 'different' | 'failed' = 'failed';
    try {
      const warnings = differences(result, await shadow.render(request, signal));
      outcome = warnings.length === 0 ? 'equal' : 'different';
      for (const { message } of warnings) {
        logger.warn('rendered otherwise by the program', {
          kind,
          path: request.path,
          repository: request.affinity,
          difference: message,
        });
      }
      return warnings;
    } catch (error) {
      signal?.throwIfAborted();
      logger.warn('rendering by the program failed', { kind, path: request.path, error: messageOf(error) });
      return [];
    } finally {
      metrics.count('slipway_render_shadow_total', { kind, outcome });
    }
  };

  const render = async (request: RenderRequest, signal?: AbortSignal): Promise<RenderResult> => {
    const result = await primary.render(request, signal);
    if (request.options.kind !== 'kustomize') return result;
    const { tree, path, options, ignore = null } = request;
    const key = canonicalJson([{ ...tree }, path, { ...options }, ignore, result.digest]);
    const kept = compared.get(key) ?? { warnings: await compare(request, result, signal) };
    compared.set(key, kept);
    return { ...result, warnings: [...result.warnings, ...kept.warnings] };
  };

  return {
    render,
    remotesHold: (reads: readonly RecordedRead[], signal?: AbortSignal) => primary.remotesHold(reads, signal),
    close: async () => {
      await primary.close();
      await shadow.close();
    },
  };
}

/** Where two renders differ, as warnings. */
function differences(ours: RenderResult, theirs: RenderResult): readonly Problem[] {
  const isRefused = (result: RenderResult): boolean => result.problems.length > 0;
  if (isRefused(ours) !== isRefused(theirs)) {
    return [difference(isRefused(ours) ? 'the program does not refuse this' : 'the program refuses this')];
  }
  if (isRefused(ours)) return [];
  const theirObjects = byKey(theirs.manifests);
  const ourObjects = byKey(ours.manifests);
  const found: string[] = [];
  for (const [key, object] of ourObjects) {
    const other = theirObjects.get(key);
    if (other === undefined) found.push(`${key} is not given by the program`);
    else found.push(...differingFields(object, other).map((path) => `${key} ${path}`));
  }
  for (const key of theirObjects.keys()) if (!ourObjects.has(key)) found.push(`${key} is given by the program alone`);
  const order = (objects: ReadonlyMap<string, unknown>): string => [...objects.keys()].join('\n');
  if (found.length === 0 && order(ourObjects) !== order(theirObjects)) found.push('the order of the objects');
  if (found.length === 0) return [];
  const more = found.length > maxNamed ? `, and ${found.length - maxNamed} more` : '';
  return [difference(`rendered otherwise by the program: ${found.slice(0, maxNamed).join(', ')}${more}`)];
}

function difference(message: string): Problem {
  return { code: 'shadow-difference', message };
}

function byKey(manifests: readonly Manifest[]): ReadonlyMap<string, Json> {
  return new Map(manifests.map(({ object }) => [describeKey(keyOf(object)), object as unknown as Json]));
}

/** The paths at which two values differ: names of members and indices of items. */
function differingFields(one: Json | undefined, other: Json | undefined, path = ''): readonly string[] {
  if (one === undefined || other === undefined) return one === other ? [] : [path];
  if (isJsonObject(one) && isJsonObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => differingFields(one[key], other[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, index) => differingFields(item, other[index], `${path}[${index}]`));
  }
  return jsonEqual(one, other) ? [] : [path];
}
