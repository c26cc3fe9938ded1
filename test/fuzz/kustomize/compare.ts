import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  type BuildCaches,
  buildKustomization,
  defaultBuildLimits,
  KustomizeError,
  type KustomizeProfile,
  refusingRemotes,
  resourcesText,
} from '../../../src/render/index.ts';
import { openTree } from '../../../src/source/index.ts';
import { type Files, kustomization } from './kustomizations.ts';
import { Random } from './random.ts';

/** The real tool: kustomize, or kubectl, which calls it by another verb. */
export interface Oracle {
  readonly program: string;
  readonly verb: 'build' | 'kustomize';
  readonly profile: KustomizeProfile;
}

/** What both made of one generated kustomization. */
export interface Comparison {
  readonly seed: number;
  readonly files: Files;
  readonly verdict: 'equal' | 'both-refused' | 'different';
  readonly real: string;
  readonly ours: string;
}

const run = promisify(execFile);

/** Generates the kustomization of a seed in `folder`, which is emptied, and has both build it. */
export async function compare(seed: number, folder: string, oracle: Oracle, caches: BuildCaches): Promise<Comparison> {
  const files = kustomization(new Random(seed));
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const real = await buildReally(oracle, join(folder, 'root'));
  const ours = buildOurselves(folder, oracle.profile, caches);
  const verdict =
    real.refused && ours.refused
      ? 'both-refused'
      : real.refused === ours.refused && real.text === ours.text
        ? 'equal'
        : 'different';
  return { seed, files, verdict, real: real.text, ours: ours.text };
}

interface Answer {
  readonly refused: boolean;
  readonly text: string;
}

async function buildReally({ program, verb }: Oracle, folder: string): Promise<Answer> {
  try {
    const { stdout } = await run(program, [verb, folder], { maxBuffer: 1 << 26, timeout: 60_000 });
    return { refused: false, text: stdout };
  } catch (error) {
    return { refused: true, text: String((error as { stderr?: string }).stderr) };
  }
}

function buildOurselves(folder: string, profile: KustomizeProfile, caches: BuildCaches): Answer {
  const remotes = refusingRemotes('nothing is fetched here');
  const options = { profile, remotes, limits: defaultBuildLimits, checkpoint: () => {} };
  try {
    const built = buildKustomization(openTree({ kind: 'folder', path: folder }), 'root', options, caches);
    return built.kind === 'built'
      ? { refused: false, text: resourcesText(built.resources) }
      : { refused: true, text: 'needs what is not there' };
  } catch (error) {
    if (error instanceof KustomizeError) return { refused: true, text: `${error.code}: ${error.message}` };
    throw error;
  }
}
