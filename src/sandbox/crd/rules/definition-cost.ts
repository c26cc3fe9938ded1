/** What a rule may be estimated to cost. */
export const expressionBudget = 10_000_000;
/** What all rules of a version may be estimated to cost. */
export const totalBudget = 100_000_000;

/** What an estimate over its limit says. */
export function costText(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  let text = `${factor.toFixed(1)}x`;
  if (factor > 100) text = 'more than 100x';
  else if (factor < 1.5) text = `${factor.toFixed(6)}x`;
  return `${what} exceeds budget by factor of ${text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** The estimates of one version together. */
export class TotalCost {
  cost = 0;
  #expensive: { readonly field: string; readonly cost: number }[] = [];

  /** The fields that cost most. */
  get mostExpensive(): readonly string[] {
    return this.#expensive.map(({ field }) => field);
  }

  add(field: string, cost: number): void {
    this.cost += cost;
    if (cost < 1_000_000) return;
    this.#expensive = [...this.#expensive, { field, cost }].sort((a, b) => b.cost - a.cost).slice(0, 4);
  }
}
