import { equalNodes, type JsonNode } from '../document.ts';
import type { Failure } from './failure.ts';
import { checkCount } from './check-scalar.ts';
import { englishCount } from '../numbers.ts';
import type { Judgement } from './judge.ts';

/** Judges an array (validator.go, arrValidate). Items behind those that have a schema of their own are counted from 0 again, as upstream does. */
export function checkArray(judgement: Judgement, array: readonly JsonNode[]): void {
  const { schema, add } = judgement;
  checkCount({ add, name: 'Items', got: array.length, least: schema.minItems, most: schema.maxItems });
  if (schema.uniqueItems === true) checkUnique(judgement, array);
  if (schema.version < 2020) checkItems(judgement, array);
  else checkItemsSince2020(judgement, array);
  if (schema.contains !== undefined) checkContains(judgement, array);
}

/** The first two that are equal, found by the later one. Long arrays are sorted by their text first, so that it takes no square of time. */
function checkUnique({ add }: Judgement, array: readonly JsonNode[]): void {
  const seen = new Map<string, number[]>();
  for (const [later, item] of array.entries()) {
    const key = keyOf(item);
    const candidates = seen.get(key) ?? [];
    const earlier = candidates.find((index) => equalNodes(array[index] ?? null, item));
    if (earlier !== undefined) return add(`items at ${englishCount(earlier)} and ${englishCount(later)} are equal`);
    seen.set(key, [...candidates, later]);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Equal for values that are equal. */
function keyOf(node: JsonNode): string {
  if (node === null || typeof node === 'boolean' || typeof node === 'string') return `${typeof node} ${node}`;
  if ('value' in node) return `number ${node.value}`;
  if (node instanceof Map)
    return `object ${Array.from(node, ([key, member]) => `${key} ${keyOf(member as JsonNode)}`)
      .sort(compareText)
      .join(' ')}`;
  return `array ${(node as readonly JsonNode[]).map(keyOf).join(' ')}`;
}

function checkItems({ schema, add, include, judgeMember }: Judgement, array: readonly JsonNode[]): void {
  const { items, additionalItems } = schema;
  const first = Array.isArray(items) ? items.length : items === undefined ? 0 : array.length;
  for (const [index, item] of array.slice(0, first).entries()) {
    const judge = Array.isArray(items) ? items[index] : items;
    if (judge !== undefined) include(judgeMember(judge, item, String(index)));
  }
  const rest = array.slice(first);
  if (additionalItems === false && rest.length > 0)
    add(`last ${englishCount(rest.length)} additionalItem(s) not allowed`);
  if (typeof additionalItems !== 'object') return;
  for (const [index, item] of rest.entries()) include(judgeMember(additionalItems, item, String(index)));
}

function checkItemsSince2020({ schema, include, judgeMember }: Judgement, array: readonly JsonNode[]): void {
  const { prefixItems = [], restItems } = schema;
  for (const [index, item] of array.entries()) {
    const own = prefixItems[index];
    if (own !== undefined) include(judgeMember(own, item, String(index)));
    else if (restItems !== undefined) include(judgeMember(restItems, item, String(index - prefixItems.length)));
  }
}

function checkContains({ schema, add, unevaluated, judgeMember }: Judgement, array: readonly JsonNode[]): void {
  const { contains, minContains, maxContains, version } = schema;
  if (contains === undefined) return;
  const failures: Failure[] = [];
  const matched: number[] = [];
  for (const [index, item] of array.entries()) {
    const failure = judgeMember(contains, item, String(index));
    if (failure !== undefined) failures.push(failure);
    else {
      matched.push(index);
      if (version >= 2020) unevaluated.indexes.delete(index);
    }
  }
  const found = `but matched ${englishCount(matched.length)} items at ${matched.join(' ')}`;
  if (minContains === undefined) {
    if (matched.length === 0) add('no items match contains schema', failures);
  } else if (matched.length < minContains) {
    const got = matched.length === 0 ? 'but none matched' : found;
    add(`min ${englishCount(minContains)} items required to match contains schema, ${got}`, failures);
  }
  if (maxContains !== undefined && matched.length > maxContains) {
    add(`max ${englishCount(maxContains)} items required to match contains schema, ${found}`);
  }
}
