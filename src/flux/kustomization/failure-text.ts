import { describeKey, formatProblem, type Problem, withPlace } from '../../base/index.ts';
import type { ObjectResult, Outcome } from '../../engine/index.ts';
import { appliedLines } from './events.ts';

/** What a build failed by. Upstream's first words stand before ours, since people search for them; the place is ours. */
export function buildError(problems: readonly Problem[]): string {
  return problems.map(wordsOf).join('\n');
}

/** Variables are put into what was built: the line in Git is only where the object comes from. */
function wordsOf(problem: Problem): string {
  const { code, message, file, line } = problem;
  if (code !== 'post-build' || file === undefined) return `${prefixOf(problem)}${formatProblem(problem)}`;
  return `${message} (${file}:${line ?? 1})`;
}

function prefixOf({ code, file }: Problem): string {
  if (code === 'path-not-found') return 'kustomization path not found: ';
  if (code.startsWith('kustomize-')) return 'kustomize build failed: ';
  const unread = file !== undefined && /^(yaml|json)-|^not-an-object$|^missing-field$|^not-text$/.test(code);
  return unread ? 'failed to decode Kubernetes YAML from ' : '';
}

/** What upstream's apply says: the first refusal, then what had been changed before it (fluxcd/pkg ssa/errors). */
export function applyError(outcome: Outcome): string {
  const [first] = failedIn(outcome);
  if (first === undefined) return (outcome.failure?.problems ?? []).map(formatProblem).join('\n');
  return `${refusalOf(first)}\n${appliedLines(outcome)
    .map((line) => `${line}\n`)
    .join('')}`;
}

/** What upstream's garbage collection says (fluxcd/pkg ssa, DeleteAll). */
export function pruneError(outcome: Outcome): string {
  const errors = failedIn(outcome).map(({ key, message }) => `${describeKey(key)} delete failed: ${message};`);
  return `delete failed, errors: ${errors.join('')}`;
}

function failedIn({ progress }: Outcome): ObjectResult[] {
  return (progress?.results ?? []).filter(({ status }) => status === 'failed');
}

const reasons: Readonly<Record<string, string>> = {
  invalid: ' (Invalid)',
  forbidden: ' (Forbidden)',
  conflict: ' (Conflict)',
  'bad-request': ' (BadRequest)',
};

/** Upstream's words, then the place in the source, and what to do where the words do not say it. */
function refusalOf({ key, code, message, place }: ObjectResult): string {
  // A missing namespace, or any other thing that the object needs, is named by the API server itself.
  const failed = code === 'not-found' ? 'not found' : `dry-run failed${reasons[code ?? ''] ?? ''}`;
  const text = withPlace(`${describeKey(key)} ${failed}: ${message}`, place);
  const remedy = remedies.find(([words]) => words.test(message))?.[1];
  return place === undefined || remedy === undefined ? text : `${text}; ${remedy}`;
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/^namespaces "[^"]*" not found/, 'create the namespace, or put it into the source'],
  [/^no matches for kind/, 'install the definition of the kind, or correct apiVersion and kind'],
  [/request is too large|entity too large/i, 'split it into smaller objects'],
];

/** What upstream's health check says: what failed for good, or what was still on its way when time was up. */
export function healthError({ awaited }: Outcome): string {
  const stalled = awaited.filter(({ health }) => health?.status === 'Degraded');
  if (stalled.length > 0) {
    const names = stalled.map(({ key }) => `${describeKey(key)} status: 'Failed'`);
    return `failed early due to stalled resources: [${names.join(', ')}]`;
  }
  const late = awaited.flatMap(({ key, health }) => {
    if (health === undefined || health.status === 'Healthy' || health.status === 'Suspended') return [];
    return [`${describeKey(key)} status: '${health.status === 'Missing' ? 'NotFound' : 'InProgress'}'`];
  });
  return `timeout waiting for: [${late.join(', ')}]`;
}
