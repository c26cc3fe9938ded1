import { valueText } from '../format/index.ts';
import { compareBytes } from '../format/index.ts';
import type { BranchNode, ListNode } from '../parse/index.ts';
import { GoBytes, GoInteger, GoMap, GoSlice, goTypes, indirect } from '../value/index.ts';
import { compilePipe } from './pipe.ts';
import type { Scope } from './scope.ts';
import type { Ending, Execute } from './execute.ts';
import type { Frame, State, Value } from './state.ts';
import { clean, type Taint } from '../trace/index.ts';

/** Compiles a `range` (`state.walkRange`): over lists, maps in the order of their keys, and whole numbers. */
export function compileRange(
  node: BranchNode,
  scope: Scope,
  compileList: (list: ListNode, scope: Scope) => Execute,
): Execute {
  const pipe = compilePipe(node.pipe, scope);
  const slots = node.pipe.declared.map(({ names: [name] }) => scope.find(name));
  const names = node.pipe.declared.map(({ names: [name] }) => name);
  const list = scope.within(() => compileList(node.list, scope));
  const elseList = node.elseList && compileList(node.elseList, scope);

  function assign(state: State, frame: Frame, index: number, value: Value, isAny: boolean, taint: Taint): void {
    const slot = slots[index];
    if (slot === undefined) state.fail(`undefined variable: ${names[index] ?? ''}`);
    else {
      frame.variables[slot] = value;
      frame.isAnyVariable[slot] = isAny;
      frame.taints[slot] = taint;
    }
  }

  return (state, frame) => {
    state.node = node;
    state.run.budget.step();
    const value = pipe(state, frame);
    const { dot, isAnyDot, dotTaint } = frame;
    const { trace } = state;
    const taint = trace?.taint ?? clean;
    const because = trace?.enter();
    let isEmpty = true;
    for (const [key, item, isAny] of iterate(state, value, slots.length)) {
      isEmpty = false;
      state.run.budget.step();
      const itemTaint = trace?.itemOf(value, key, item, taint) ?? clean;
      if (slots.length === 1) assign(state, frame, 0, item, isAny, itemTaint);
      if (slots.length > 1) {
        assign(state, frame, 0, key, false, itemTaint);
        assign(state, frame, 1, item, isAny, itemTaint);
      }
      frame.dot = item;
      frame.isAnyDot = isAny;
      frame.dotTaint = itemTaint;
      const ending: Ending = list(state, frame);
      if (ending === 'break') break;
    }
    frame.dot = dot;
    frame.isAnyDot = isAnyDot;
    frame.dotTaint = dotTaint;
    const ending = isEmpty ? elseList?.(state, frame) : undefined;
    trace?.leave(because);
    return ending ?? 'done';
  };
}

/** The key, the item and whether the item is of type `interface {}`, one after another. */
function* iterate(state: State, value: Value, variables: number): Generator<[Value, Value, boolean]> {
  if (value === undefined || value === null) return;
  if (value instanceof GoSlice) {
    const isAny = value.type.elem?.kind === 'interface';
    for (const [index, item] of value.items.entries()) yield [BigInt(index), item, isAny];
  } else if (value instanceof GoMap) {
    const isAny = value.type.elem?.kind === 'interface';
    // What the body sets and unsets is not seen: Go takes keys and values before it begins.
    for (const [key, item] of [...value.entries].sort(([a], [b]) => compareBytes(a, b))) yield [key, item, isAny];
  } else if (value instanceof GoBytes) {
    for (const [index, unit] of Array.from(value.bytes).entries()) {
      yield [BigInt(index), new GoInteger(goTypes.uint8, BigInt(unit.charCodeAt(0))), false];
    }
  } else if (typeof value === 'bigint' || value instanceof GoInteger) {
    yield* count(state, value, variables);
  } else {
    state.fail(`range can't iterate over ${valueText(indirect(value), state.run.budget)}`);
  }
}

function* count(state: State, limit: bigint | GoInteger, variables: number): Generator<[Value, Value, boolean]> {
  if (variables > 1) {
    state.fail(`can't use ${valueText(limit, state.run.budget)} to iterate over more than one variable`);
  }
  const end = typeof limit === 'bigint' ? limit : limit.value;
  for (let index = 0n; index < end; index += 1n) {
    yield [undefined, typeof limit === 'bigint' ? index : new GoInteger(limit.type, index), false];
  }
}
