import { createLru, type Lru, type Problem, sha256 } from '../../base/index.ts';
import type { Manifest, RenderResult } from '../../render/index.ts';
import type { Rewriting } from '../delivery.ts';
import type { OwnerId } from '../owner-id.ts';

/** Rewrites what was rendered, once for each render and rules. */
export class RewrittenResults {
  readonly #kept: Lru<{ readonly id: string; readonly result: RenderResult }> = createLru({ max: 20_000 });

  /** The result with every object rewritten; the objects that could not be are its problems. */
  of(owner: OwnerId, result: RenderResult, rewriting: Rewriting | undefined): RenderResult {
    if (rewriting === undefined || result.problems.length > 0) return result;
    const id = sha256(`${result.digest}\n${rewriting.id}`);
    const kept = this.#kept.get(owner);
    if (kept?.id === id) return kept.result;
    const rewritten = { ...result, ...rewrite(result.manifests, rewriting), digest: id };
    this.#kept.set(owner, { id, result: rewritten });
    return rewritten;
  }

  forget(owner: OwnerId): void {
    this.#kept.delete(owner);
  }
}

function rewrite(
  manifests: readonly Manifest[],
  rewriting: Rewriting,
): { readonly manifests: readonly Manifest[]; readonly problems: readonly Problem[] } {
  const rewritten: Manifest[] = [];
  const problems: Problem[] = [];
  for (const manifest of manifests) {
    const answer = rewriting.rewrite(manifest.object);
    if (answer.kind === 'object') {
      rewritten.push({
        object: answer.object,
        origin: manifest.origin,
        originOf: (path) => manifest.originOf(path),
      });
    } else {
      const { file, line, column } = manifest.origin;
      problems.push({ file, line, column, ...answer.problem });
    }
  }
  return { manifests: rewritten, problems };
}
