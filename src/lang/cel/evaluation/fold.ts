import { absorbed, type CelError, failure, noSuchOverload } from '../error.ts';
import type { ComprehensionNode, Expr } from '../syntax/index.ts';
import { CelList, CelMap, type CelValue, EntryMap } from '../values.ts';
import { checkKey } from './access.ts';
import type { Frame, Plan } from './frame.ts';
import type { Planner } from './plan.ts';
import { typeName, valueText } from './value-text.ts';

/** Plans what a macro over a list or a map became. */
export function planFold(planner: Planner, expr: ComprehensionNode): Plan {
  const range = planner.plan(expr.range);
  const init = planner.plan(expr.init);
  const collected = planner.enter(expr.accumulator);
  const first = planner.enter(expr.variable);
  const second = expr.second === undefined ? undefined : planner.enter(expr.second);
  const collector = planCollector(planner, expr);
  const condition = isAlways(expr.condition) ? undefined : planner.plan(expr.condition);
  const step = collector === undefined ? planner.plan(expr.step) : undefined;
  if (second !== undefined) planner.leave();
  planner.leave();
  const result = planner.plan(expr.result);
  planner.leave();
  const bindEntry = (frame: Frame, key: CelValue, value: CelValue): void => {
    frame.slots[first] = key;
    if (second !== undefined) frame.slots[second] = value;
  };
  return (frame) => {
    const over = range(frame);
    const entries = entriesOf(over, second !== undefined);
    if (collector !== undefined) {
      const collecting = collector.start();
      for (const [key, value] of entries) {
        bindEntry(frame, key, value);
        collector.step(frame, collecting);
      }
      frame.slots[collected] = collecting instanceof EntryMap ? new CelMap(collecting) : new CelList(collecting);
      return result(frame);
    }
    frame.slots[collected] = init(frame);
    for (const [key, value] of entries) {
      bindEntry(frame, key, value);
      if (condition !== undefined && condition(frame) !== true) break;
      try {
        frame.slots[collected] = (step as Plan)(frame);
      } catch (error) {
        absorbed(error);
        // The next step may still decide, as `true` does for `exists`.
        if (condition === undefined) throw error;
        frame.slots[collected] = error as CelError;
      }
    }
    return result(frame);
  };
}

function isAlways({ kind, ...rest }: Expr): boolean {
  return kind === 'literal' && (rest as { value?: unknown }).value === true;
}

/** What the variables stand for, one step after the other: an item, or a key; with two variables, index or key and value. */
function* entriesOf(over: CelValue, both: boolean): Iterable<readonly [CelValue, CelValue]> {
  if (over instanceof CelList) {
    const { items } = over;
    for (let at = 0; at < items.length; at += 1) {
      const item = items[at] as CelValue;
      yield both ? [BigInt(at), item] : [item, null];
    }
  } else if (over instanceof CelMap) {
    for (const key of over.keys()) yield [key, both ? (over.get(key) as CelValue) : null];
  } else {
    throw failure(`got '${typeName(over)}', expected iterable type`);
  }
}

/** Adds to a list or a map in place, where upstream's macro makes a new one each time: nothing else can hold it. */
interface Collector {
  readonly start: () => CelValue[] | EntryMap;
  readonly step: (frame: Frame, into: CelValue[] | EntryMap) => void;
}

function planCollector(
  planner: Planner,
  { init, step, accumulator, condition }: ComprehensionNode,
): Collector | undefined {
  if (!isAlways(condition)) return undefined;
  const isList = init.kind === 'list' && init.elements.length === 0;
  const isMap = init.kind === 'map' && init.entries.length === 0;
  if (!isList && !isMap) return undefined;
  const start = (): CelValue[] | EntryMap => (isList ? [] : new EntryMap());
  if (step.kind !== 'call') return undefined;
  const isResult = (expr: Expr | undefined): boolean => expr?.kind === 'ident' && expr.name === accumulator;
  const [test, kept, other] = step.args;
  const filter = step.name === '_?_:_' && isResult(other) ? test : undefined;
  const addition = filter === undefined ? step : kept;
  if (addition?.kind !== 'call' || !isResult(addition.args[0])) return undefined;
  const added = isList
    ? appended(planner, addition.name, addition.args[1])
    : inserted(planner, addition.name, addition.args);
  if (added === undefined) return undefined;
  if (filter === undefined) return { start, step: added };
  const passes = planner.plan(filter);
  return {
    start,
    step: (frame, into) => {
      const value = passes(frame);
      if (typeof value !== 'boolean') throw noSuchOverload();
      if (value) added(frame, into);
      else frame.spend(1);
    },
  };
}

function appended(planner: Planner, name: string, list: Expr | undefined): Collector['step'] | undefined {
  const [element] = list?.kind === 'list' ? list.elements : [];
  if (name !== '_+_' || element === undefined) return undefined;
  const item = planner.plan(element.value);
  return (frame, into) => {
    const value = item(frame);
    frame.spend(12);
    if (Array.isArray(into)) into.push(value);
  };
}

function inserted(planner: Planner, name: string, args: readonly Expr[]): Collector['step'] | undefined {
  if (name !== 'cel.@mapInsert') return undefined;
  const [key, value] = args.slice(1).map((arg) => planner.plan(arg)) as [Plan, Plan | undefined];
  const put = (into: CelValue[] | EntryMap, at: CelValue, entry: CelValue): void => {
    checkKey(at);
    if (into instanceof EntryMap && !into.add(at, entry)) {
      throw failure(`insert failed: key ${valueText(at)} already exists`);
    }
  };
  return (frame, into) => {
    frame.spend(2);
    if (value !== undefined) {
      put(into, key(frame), value(frame));
      return;
    }
    const entries = key(frame);
    if (!(entries instanceof CelMap)) throw noSuchOverload();
    for (const at of entries.keys()) put(into, at, entries.get(at) as CelValue);
  };
}
