import { messageOf, textAt } from '../../../base/index.ts';
import { test } from '../../../release/index.ts';
import { chartText, hasBeenTested, releaseText, summarize, targets, testHooksOf } from '../status/index.ts';
import { ActionFailure } from './action-failure.ts';
import { contextOf, latestOf, outcomeOf, retaken } from './context.ts';
import { emit, ofSnapshot } from './events.ts';
import type { ChartRequest } from './release-request.ts';
import { activeRemediation } from './remediation.ts';

/** Runs the release's tests (helm-controller internal/reconcile/test.go). */
export async function runTests(request: ChartRequest): Promise<void> {
  const { draft, spec } = request;
  const isSelected = (name: string): boolean =>
    !spec.test.exclude.includes(name) && (spec.test.include.length === 0 || spec.test.include.includes(name));
  const context = contextOf(request, (release) => {
    const [latest, ...rest] = draft.history;
    if (latest === undefined || !targets(latest, release)) return;
    const tested = retaken(latest, release, textAt(latest, 'action'));
    draft.history = [{ ...tested, testHooks: testHooksOf(release, isSelected) }, ...rest];
  });
  const failure = await outcomeOf(request, () =>
    test(context, {
      name: spec.releaseName,
      timeoutMs: spec.test.timeoutMs,
      include: spec.test.include,
      exclude: spec.test.exclude,
    }),
  );
  const current = latestOf(request);
  const what = `release ${releaseText(current)} with chart ${chartText(current)}`;
  if (failure !== undefined) {
    const text = `Helm test failed for ${what}: ${messageOf(failure).trim()}`;
    draft.count('failures');
    draft.mark('TestSuccess', 'False', 'TestFailed', text);
    emit(request, 'Warning', 'TestFailed', text, ofSnapshot(current));
    const remediation = activeRemediation(draft, spec);
    if (hasBeenTested(current) && remediation !== undefined && !remediation.ignoresTests) remediation.count();
    summarize(draft, spec);
    if (!hasBeenTested(current)) throw new ActionFailure(messageOf(failure), { cause: failure });
    return;
  }
  const count = Object.keys((current['testHooks'] ?? {}) as object).length;
  const hooks = count === 0 ? 'no test hooks' : `${count} test hook${count > 1 ? 's' : ''} completed successfully`;
  const text = `Helm test succeeded for ${what}: ${hooks}`;
  draft.mark('TestSuccess', 'True', 'TestSucceeded', text);
  emit(request, 'Normal', 'TestSucceeded', text, ofSnapshot(current));
  summarize(draft, spec);
}
