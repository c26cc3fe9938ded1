import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, formatDuration, type Problem } from '../../base/index.ts';
import { openTree } from '../../source/index.ts';
import { RenderError } from '../error.ts';
import { limitsOf, maxExpansion } from '../limits.ts';
import type {
  KustomizeOptions,
  RecordedRead,
  Renderer,
  RenderLimits,
  RenderRequest,
  RenderResult,
} from '../renderer.ts';
import { ArtifactView, RecordingTree } from '../tree/index.ts';
import { kustomizeProgram } from './kustomize-program.ts';
import { runProgram } from './run-program.ts';
import { writeTree } from './write-tree.ts';

/** How a renderer that runs programs is made. */
export interface ExecRendererOptions {
  /** A `kustomize`, or a `kubectl`. */
  readonly kustomizeBinary: string;
  /** Renders what no program is given for, and reads what programs print. */
  readonly inner: Renderer;
  /** The `PATH` of programs: kustomize looks for git there. */
  readonly path: string;
  readonly clock: Clock;
  readonly limits?: Partial<RenderLimits>;
}

/** Entries of a tree that is written to the disk. */
const maxFiles = 100_000;
const maxTreeBytes = 512 * 1024 * 1024;

/**
 * A Renderer that runs upstream's programs, over a copy of the tree in a folder of its own, in bounded time and output and with nothing of our
 * environment; a program may use the network. What it read cannot be told, so every file of the tree counts. Fields come from its output,
 * `output.yaml`.
 */
export function createExecRenderer(options: ExecRendererOptions): Renderer {
  const { inner, clock, path } = options;
  const kustomize = kustomizeProgram(options.kustomizeBinary);
  let closed = false;

  const render = async (request: RenderRequest, signal?: AbortSignal): Promise<RenderResult> => {
    signal?.throwIfAborted();
    if (closed) throw new RenderError('closed', 'the renderer was closed: it takes no more work');
    if (request.options.kind !== 'kustomize') return inner.render(request, signal);
    const limits = limitsOf(request.options, options.limits, request.limits);
    const work = await mkdtemp(join(tmpdir(), 'slipway-exec-'));
    try {
      return await renderIn(work, request, request.options, limits, signal);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };

  const renderIn = async (
    work: string,
    request: RenderRequest,
    asked: KustomizeOptions,
    limits: RenderLimits,
    signal: AbortSignal | undefined,
  ): Promise<RenderResult> => {
    const recording = new RecordingTree(openTree(request.tree));
    const packed = request.ignore !== undefined || asked.dialect === 'flux';
    const tree = packed ? new ArtifactView(recording, request.ignore ?? '') : recording;
    const root = join(work, 'tree');
    if (!(await writeTree(tree, root, { maxFiles, maxBytes: maxTreeBytes }))) {
      const message = 'the repository is too large to be written for a program: render without one';
      return failed({ code: 'too-many-bytes', message }, []);
    }
    const call = kustomize.call({ tree, path: request.path, options: asked, root });
    const reads = recording.reads();
    if (call.kind === 'delegate') return inner.render(request, signal);
    if (call.kind === 'refused') return failed(call.problem, reads);
    for (const [file, text] of Object.entries(call.files)) await writeFile(join(root, file), text);
    const end = await runProgram(
      {
        program: kustomize.program,
        args: call.args,
        cwd: root,
        environment: { PATH: path, HOME: work, TMPDIR: work, GIT_TERMINAL_PROMPT: '0' },
        timeoutMs: limits.timeoutMs,
        maxOutputBytes: maxExpansion * limits.maxBytes,
        clock,
      },
      signal,
    );
    if (end.kind === 'timed-out') {
      const message = `${kustomize.program} took longer than ${formatDuration(limits.timeoutMs)}: split the manifests, or allow more time`;
      return failed({ code: 'time-out', message }, []);
    }
    if (end.kind === 'too-large') {
      return failed(
        { code: 'too-many-bytes', message: `${kustomize.program} printed too much: split the manifests` },
        [],
      );
    }
    if (end.kind === 'not-started')
      throw new RenderError('program', `${kustomize.program} cannot be run: ${end.message}`);
    if (end.code !== 0) return failed({ code: 'kustomize-program', message: refusal(end.stderr, root) }, []);
    const printed = await inner.render(printedRequest(end.stdout.toString(), limits), signal);
    return { ...printed, reads };
  };

  return {
    render,
    remotesHold: (reads: readonly RecordedRead[], signal?: AbortSignal) => inner.remotesHold(reads, signal),
    close: async () => {
      closed = true;
      await inner.close();
    },
  };
}

/** The objects of what a program printed. */
function printedRequest(text: string, limits: RenderLimits): RenderRequest {
  return {
    tree: { kind: 'inline', files: { 'output.yaml': text } },
    path: '',
    options: { kind: 'directory', recurse: false, dialect: 'argocd' },
    limits: { ...limits, maxBytes: maxExpansion * limits.maxBytes },
  };
}

/** What a program said, without where its files lay. */
function refusal(stderr: string, root: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('# Warning'));
  return lines
    .join('\n')
    .replaceAll(`${root}/`, '')
    .replaceAll(root, '.')
    .replace(/^Error: /, '')
    .slice(0, 4_096);
}

function failed(problem: Problem, reads: readonly RecordedRead[]): RenderResult {
  return { manifests: [], problems: [problem], warnings: [], reads, digest: '' };
}
