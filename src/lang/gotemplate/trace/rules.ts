import { GoMap, GoSlice, type GoValue } from '../value/index.ts';
import type { Containers } from './containers.ts';
import { movedSpans } from './span-text.ts';
import { type Condition, type Span, spanned, type Taint, union } from './taint.ts';
import { yamlLines } from './yaml-lines.ts';

/** A call of a function that has returned. */
export interface Call {
  readonly args: readonly GoValue[];
  /** Of the arguments. */
  readonly taints: readonly Taint[];
  readonly result: GoValue;
  readonly containers: Containers;
  readonly because: Condition | undefined;
}

/** What the result of a call is made of. */
export type Rule = (call: Call) => Taint | undefined;

/** What the result of a function is made of; functions without a rule use all their arguments. */
export function resultTaint(name: string, call: Call): Taint {
  const ruled = rules.get(name)?.(call);
  if (ruled !== undefined) return ruled;
  const { args, taints, result, containers } = call;
  if (typeof result === 'string') return movedText(call) ?? union(taints);
  containers.derive(result, args, taints);
  return union(taints);
}

/** Texts that were only moved or cut: `quote`, `trim`, `indent` and their like. */
function movedText({ args, taints, result }: Call): Taint | undefined {
  const detailed = taints.flatMap((taint, index) => (taint.spans === undefined ? [] : [{ taint, text: args[index] }]));
  const [only] = detailed;
  if (only === undefined || detailed.length > 1 || typeof only.text !== 'string' || typeof result !== 'string')
    return undefined;
  const others = taints.filter((taint) => taint !== only.taint && taint.sources.length > 0);
  if (others.length > 0) return undefined;
  const spans = movedSpans(only.text, only.taint.spans ?? [], result);
  return spans && spanned(spans);
}

/** The argument that was given back. */
function chosen(pick: (call: Call) => number): Rule {
  return (call) => call.taints[pick(call)];
}

/** Of `toYaml`: each line is made of the entry that it prints. */
function emitted({ args: [value], taints: [taint], result, containers, because }: Call): Taint | undefined {
  if (typeof result !== 'string' || taint === undefined) return undefined;
  if (!(value instanceof GoMap || value instanceof GoSlice)) return undefined;
  const spans = yamlLines(result, value).map(({ start, end, entries }): Span => {
    let own = taint;
    for (const entry of entries) own = containers.entry(entry.container, entry.key, entry.value, taint);
    return { start, end, tree: undefined, at: 0, isText: false, sources: own.sources, because };
  });
  return spanned(spans);
}

/** Of `fromYaml`: each entry is made of the lines that it stands on. */
function parsed({ args: [text], taints: [taint], result, containers }: Call): Taint | undefined {
  if (typeof text !== 'string' || taint === undefined) return undefined;
  containers.made(result, taint);
  if (taint.spans === undefined) return taint;
  for (const { start, end, entries } of yamlLines(text, result)) {
    const inLine = spanned(taint.spans.filter((span) => span.start < end && span.end > start));
    for (const { container, key, value } of entries) {
      containers.add(container, key, inLine);
      containers.made(value, inLine);
    }
  }
  return taint;
}

function paired({ args, taints, result, containers }: Call): Taint {
  const entries = new Map<string | number, Taint>();
  for (let at = 0; at + 1 < args.length; at += 2) {
    const [key, taint] = [args[at], taints[at + 1]];
    if (typeof key === 'string' && taint !== undefined) entries.set(key, taint);
  }
  const all = union(taints);
  containers.made(result, all, entries);
  return all;
}

function listed({ taints, result, containers }: Call): Taint {
  const all = union(taints);
  containers.made(result, all, new Map(taints.entries()));
  return all;
}

/** An entry of the map or list that argument `at` is; keys are the other arguments, one within the other. */
function lookedUp(at: number, keysOf: (args: readonly GoValue[]) => readonly GoValue[]): Rule {
  return ({ args, taints, result, containers }) => {
    let container = args[at] ?? null;
    let taint = taints[at];
    if (taint === undefined) return undefined;
    for (const key of keysOf(args)) {
      const name = typeof key === 'bigint' ? Number(key) : key;
      if (typeof name !== 'string' && typeof name !== 'number') return undefined;
      const inner: GoValue = entryOf(container, name);
      taint = containers.entry(container, name, inner, taint);
      container = inner;
    }
    return container === result ? taint : undefined;
  };
}

function entryOf(container: GoValue, key: string | number): GoValue {
  if (container instanceof GoMap) return container.entries.get(String(key)) ?? null;
  return container instanceof GoSlice ? (container.items[Number(key)] ?? null) : null;
}

function assigned({ args: [map, key], taints: [own, , taint], containers }: Call): Taint | undefined {
  if (map !== undefined && typeof key === 'string' && taint !== undefined) containers.set(map, key, taint);
  return own;
}

/** `dig KEY KEY DEFAULT MAP`. */
const dug: Rule = (call) => lookedUp(call.args.length - 1, (args) => args.slice(0, -2))(call);

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['default', chosen(({ args, result }) => (args[1] === result && args.length > 1 ? 1 : 0))],
  ['coalesce', chosen(({ args, result }) => args.indexOf(result))],
  ['ternary', chosen(({ args }) => (args[2] === true ? 0 : 1))],
  ['required', chosen(() => 1)],
  ['toYaml', emitted],
  ['mustToYaml', emitted],
  ['toYamlPretty', emitted],
  ['fromYaml', parsed],
  ['fromYamlArray', parsed],
  ['dict', paired],
  ['list', listed],
  ['tuple', listed],
  ['set', assigned],
  ['index', lookedUp(0, ([, ...keys]) => keys)],
  ['get', lookedUp(0, ([, key = null]) => [key])],
  ['first', lookedUp(0, () => [0])],
  ['dig', dug],
]);
