import type { Capability } from '../cluster/cluster.ts';
import type { Scenario } from '../model/scenario.ts';

/** Which scenarios a stage can tell, and which it cannot for want of something. */
export interface Selection {
  readonly told: readonly Scenario[];
  readonly skipped: readonly { readonly scenario: Scenario; readonly lacks: readonly Capability[] }[];
}

/** Divides scenarios by what a stage can do. */
export function selectScenarios(scenarios: readonly Scenario[], has: ReadonlySet<Capability>): Selection {
  const lacks = (scenario: Scenario): Capability[] => scenario.needs.filter((need) => !has.has(need));
  return {
    told: scenarios.filter((scenario) => lacks(scenario).length === 0),
    skipped: scenarios
      .filter((scenario) => lacks(scenario).length > 0)
      .map((scenario) => ({ scenario, lacks: lacks(scenario) })),
  };
}

/** What is printed of a selection: each scenario that is skipped with what it waits for, and the counts, in all and by capability. */
export function describeSelection(stage: string, selection: Selection): string[] {
  const { told, skipped } = selection;
  const lines = skipped.map(
    ({ scenario, lacks }) => `${stage}: ${scenario.name} skipped, waits for ${lacks.join(', ')}`,
  );
  const all = skipped.flatMap(({ lacks }) => lacks);
  const counts = [...new Set(all)].map((lack) => `${all.filter((each) => each === lack).length} wait for ${lack}`);
  const why = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  return [
    ...lines,
    `${stage}: ${told.length} of ${told.length + skipped.length} scenarios told, ${skipped.length} skipped${why}`,
  ];
}
