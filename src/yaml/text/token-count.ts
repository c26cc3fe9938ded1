import { type Budget, DocumentRefused } from '../fault.ts';

/** So many cost little, and what separates nodes stands in texts too. */
const ALWAYS_ALLOWED = 100_000;

/**
 * Refuses a text that could hold far more nodes than are allowed before js-yaml makes an event of each (a hundred bytes and more for
 * `[[],[],…`). What separates nodes is counted, in strings too, so only a text of millions of separators is refused.
 */
export function checkTokens(text: string, start: number, end: number, budget: Budget): void {
  const most = Math.max(budget.maxNodes, ALWAYS_ALLOWED);
  if (end - start <= most) return;
  let separators = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 44 || code === 91 || code === 123) separators += 1;
    else if ((code === 45 || code === 58 || code === 63) && text.charCodeAt(at + 1) <= 32) separators += 1;
  }
  if (separators <= most) return;
  const message = `the document may hold more than ${budget.maxNodes} values; split it`;
  throw new DocumentRefused({ code: 'yaml-too-many-nodes', message, offset: start });
}
