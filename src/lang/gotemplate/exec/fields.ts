import type { Operand } from '../parse/index.ts';
import { GoMap } from '../value/index.ts';
import type { Argument } from './argument.ts';
import { callFunction } from './call.ts';
import { heldTypeName, keyOf, member, typeName } from './member.ts';
import { type Frame, nothingPiped, type Piped, type State, type Value } from './state.ts';

/** Fields of a receiver, ready to be read. */
export type ReadFields = (state: State, frame: Frame, receiver: Value, isAny: boolean, piped: Piped) => Value;

/** `.a.b.c` of a receiver, of which the last may be a method with arguments (`state.evalFieldChain`). */
export function compileFields(node: Operand, names: readonly string[], args: readonly Argument[]): ReadFields {
  const last = names.length - 1;
  return (state, frame, receiver, isAny, piped) => {
    let container: Value;
    let value = receiver;
    for (let index = 0; index <= last; index += 1) {
      const name = names[index] ?? '';
      const isLast = index === last;
      const hasArgs = isLast && (args.length > 0 || piped !== nothingPiped);
      if (value instanceof GoMap && value.methods === undefined && !hasArgs) {
        container = value;
        value = value.entries.get(name) ?? keyOf(state, value, name);
        state.trace?.read(container, name, value);
        continue;
      }
      const owner: Value = value;
      const holder = container;
      const ownerType = (): string =>
        index > 0 ? heldTypeName(holder, owner) : isAny ? 'interface {}' : typeName(owner);
      const found = member(state, owner, name, hasArgs, ownerType);
      container = owner;
      if ('value' in found) {
        value = found.value;
        state.trace?.read(owner, name, value);
      } else {
        const call = { name, node, called: found.method, receiver: owner };
        value = callFunction(state, frame, call, isLast ? args : [], isLast ? piped : nothingPiped);
      }
    }
    return value;
  };
}
