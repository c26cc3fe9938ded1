import { formatProblem, type Problem } from '../../../base/index.ts';
import type { DeliverySource } from '../../../engine/index.ts';

/**
 * Why the desired state is not known. Upstream's first words stand before ours, since people and alerts search for them (controller/state.go,
 * reposerver/repository); the place and the remedy are ours.
 */
export function targetStateMessage(
  stage: 'source' | 'render',
  problems: readonly Problem[],
  source: DeliverySource | undefined,
): string {
  const words = stage === 'source' ? sourceWords(problems, source) : renderWords(problems, source);
  return `Failed to load target state: failed to generate manifest for source 1 of 1: ${words}`;
}

function sourceWords(problems: readonly Problem[], source: DeliverySource | undefined): string {
  const [first] = problems;
  const text = problems.map(formatProblem).join('; ');
  const reference = source?.kind === 'git' ? source.reference : undefined;
  if (first?.code === 'revision-not-found' && reference?.kind === 'revision')
    return unknown(`unable to resolve '${reference.revision}' to a commit SHA: ${text}`);
  return unknown(first?.code === 'too-large' ? text : `failed to list refs: ${text}`);
}

function renderWords(problems: readonly Problem[], source: DeliverySource | undefined): string {
  const [first] = problems;
  if (first?.code === 'path-not-found')
    return unknown(`${source?.path ?? ''}: app path does not exist: ${formatProblem(first)}`);
  const text = problems.map(formatProblem).join('; ');
  if (first?.file !== undefined && /^(yaml|json)-|^not-an-object$|^missing-field$|^not-text$/.test(first.code))
    return `rpc error: code = FailedPrecondition desc = Failed to unmarshal "${baseName(first.file)}": ${text}`;
  return unknown(text);
}

function unknown(text: string): string {
  return `rpc error: code = Unknown desc = ${text}`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
