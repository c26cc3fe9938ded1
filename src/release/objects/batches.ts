import type { ReleaseObject } from './release-object.ts';

/**
 * Runs `act` over the objects: those of one kind that follow each other at once, one kind after another (helm v4 pkg/kube/client.go
 * batchPerform). Gives the errors, in the order of the objects; all are tried.
 */
export async function perform(
  targets: readonly ReleaseObject[],
  act: (target: ReleaseObject) => Promise<void>,
): Promise<Error[]> {
  const errors: Error[] = [];
  for (let start = 0; start < targets.length;) {
    const kind = targets[start]?.resource.kind;
    let end = start + 1;
    while (end < targets.length && targets[end]?.resource.kind === kind) end += 1;
    const settled = await Promise.allSettled(targets.slice(start, end).map((target) => act(target)));
    for (const result of settled) {
      if (result.status === 'rejected')
        errors.push(result.reason instanceof Error ? result.reason : new Error(String(result.reason)));
    }
    start = end;
  }
  return errors;
}
