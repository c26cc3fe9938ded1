import { formatDuration, type Problem } from '../../base/index.ts';
import { ArtifactView, OpenTrees, RecordingTree, timeRead } from '../tree/index.ts';
import { createRenderKinds, type RenderKinds } from '../registry.ts';
import { type RenderKind, type RenderOutput, RenderStopped } from '../render-kind.ts';
import type { RenderLimits, RenderOptions, RenderRequest } from '../renderer.ts';
import {
  needsTooMuch,
  refusingRemotes,
  type RemoteAnswer,
  type RemoteNeed,
  remoteReads,
  remotesOf,
} from '../remote/index.ts';
import { packResult } from '../result/index.ts';

/** Renders to bytes in the thread that it lives in, and keeps opened trees and parsed files for the next render. */
export class ThreadRenderer {
  readonly #trees = new OpenTrees({ max: 32 });
  readonly #kinds: RenderKinds;

  /** `cacheBytes`: about how much memory each kind's parsed files may take. */
  constructor(options: { readonly cacheBytes: number }) {
    this.#kinds = createRenderKinds(options);
  }

  /**
   * The result as bytes (see `packResult`), or what it needs first. `stopped` says that the time is up or that nobody waits any more. Throws SourceError
   * where the tree cannot be had.
   */
  render({ request, limits, answers }: RenderPayload, stopped: () => boolean): Rendered {
    const { options, path, ignore } = request;
    const recording = new RecordingTree(this.#trees.open(request.tree));
    const isChart = options.kind === 'helm' && options.treeIsChart === true;
    const packed = ignore !== undefined || (options.dialect === 'flux' && !isChart);
    const tree = packed ? new ArtifactView(recording, ignore ?? '') : recording;
    const kind: RenderKind<RenderOptions> = this.#kinds[options.kind];
    const checkpoint = (): void => {
      if (stopped()) throw new RenderStopped();
    };
    const remotes =
      answers === undefined ? refusingRemotes(noRemotes) : remotesOf(answers, (locator) => this.#trees.open(locator));
    try {
      const output = kind.render(tree, path, options, { limits, checkpoint, remotes });
      if ('needs' in output) return { kind: 'needs', needs: output.needs };
      const elsewhere = remoteReads(answers ?? []);
      const time = output.readsTime === true && options.kind === 'helm' ? [timeRead(options.now ?? 0)] : [];
      const reads = elsewhere === undefined ? [] : [...recording.reads(), ...elsewhere, ...time];
      return { kind: 'result', bytes: packResult(output, reads) };
    } catch (error) {
      if (error instanceof RenderStopped) {
        return { kind: 'result', bytes: packResult(failed(timeOutProblem(limits)), []) };
      }
      throw error;
    }
  }
}

/** One render as it is asked for. */
export interface RenderPayload {
  readonly request: RenderRequest;
  readonly limits: RenderLimits;
  /** What was fetched for it from elsewhere; undefined where nothing may be. */
  readonly answers: readonly RemoteAnswer[] | undefined;
}

/** What a render gave, or what it needs first. */
export type Rendered =
  | { readonly kind: 'result'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'needs'; readonly needs: readonly RemoteNeed[] };

const noRemotes = 'remote bases are turned off: keep a copy in the repository, or turn them on';

/** What a render that gave nothing but `problem` put out. */
export function failed(problem: Problem): RenderOutput {
  return { objects: [], problems: [problem], warnings: [] };
}

/** The problem of a render that took too long. */
export function timeOutProblem(limits: RenderLimits): Problem {
  const time = formatDuration(limits.timeoutMs);
  return {
    code: 'time-out',
    message: `rendering took longer than ${time}: split the manifests over several folders, or allow more time`,
  };
}

/** The problem of a render that never has all that it needs. */
export const needsTooMuchProblem: Problem = { code: 'remote', message: needsTooMuch };

/** The problem of a render that wanted more memory than its thread may take. */
export function outOfMemoryProblem(workerMemoryMb: number): Problem {
  return {
    code: 'out-of-memory',
    message: `rendering took more than ${workerMemoryMb} MB of memory: split the manifests over several folders, or allow more memory`,
  };
}
