import { quoteString } from '../format/index.ts';
import { sprint } from '../format/index.ts';
import { type BranchNode, type ListNode, printNode, type Statement, type TemplateNode } from '../parse/index.ts';
import { GoFunctionValue, indirect, truth, typeOf } from '../value/index.ts';
import type { Execute } from './execute.ts';
import { compilePipe } from './pipe.ts';
import { compileRange } from './range.ts';
import type { Scope } from './scope.ts';
import type { State, Value } from './state.ts';

/** Compiles a list of statements. */
export function compileList(list: ListNode, scope: Scope): Execute {
  const statements = list.nodes.map((node) => compileStatement(node, scope));
  return (state, frame) => {
    state.node = list;
    for (const statement of statements) {
      const ending = statement(state, frame);
      if (ending !== 'done') return ending;
    }
    return 'done';
  };
}

function compileStatement(node: Statement, scope: Scope): Execute {
  switch (node.kind) {
    case 'text': {
      const { text } = node;
      return (state) => {
        state.node = node;
        state.write(text);
        return 'done';
      };
    }
    case 'action': {
      const pipe = compilePipe(node.pipe, scope);
      const isPrinted = node.pipe.declared.length === 0;
      return (state, frame) => {
        state.run.budget.step();
        const value = pipe(state, frame);
        if (!isPrinted) return 'done';
        state.node = node;
        printValue(state, value, node);
        return 'done';
      };
    }
    case 'if':
    case 'with':
      return scope.within(() => compileBranch(node, scope));
    case 'range':
      return scope.within(() => compileRange(node, scope, compileList));
    case 'template':
      return compileTemplate(node, scope);
    case 'break':
    case 'continue':
      return () => node.kind;
  }
}

/** Prints what an action gave (`state.printValue`). */
function printValue(state: State, value: Value, node: Statement): void {
  if (typeof value === 'string') state.write(value);
  else if (value === undefined || value === null) state.write('<no value>');
  else if (value instanceof GoFunctionValue) {
    state.fail(`can't print ${printNode(node)} of type ${typeOf(value)?.name ?? ''}`);
  } else state.write(sprint([indirect(value)], state.run.budget));
}

function compileBranch(node: BranchNode, scope: Scope): Execute {
  const pipe = compilePipe(node.pipe, scope);
  const list = scope.within(() => compileList(node.list, scope));
  const elseList = node.elseList && compileList(node.elseList, scope);
  const isWith = node.kind === 'with';
  return (state, frame) => {
    state.run.budget.step();
    const value = pipe(state, frame);
    if (!truth(value)) return elseList?.(state, frame) ?? 'done';
    if (!isWith) return list(state, frame);
    const { dot, isAnyDot } = frame;
    frame.dot = value;
    frame.isAnyDot = false;
    const ending = list(state, frame);
    frame.dot = dot;
    frame.isAnyDot = isAnyDot;
    return ending;
  };
}

function compileTemplate(node: TemplateNode, scope: Scope): Execute {
  const pipe = node.pipe && compilePipe(node.pipe, scope);
  return (state, frame) => {
    state.run.budget.step();
    state.node = node;
    const called = state.templates.find(node.name);
    if (called === undefined) return state.fail(`template ${quoteString(node.name)} not defined`);
    if (state.depth >= maxTemplateDepth) state.fail(`exceeded maximum template depth (${maxTemplateDepth})`);
    const dot = pipe?.(state, frame);
    const { template } = state;
    state.depth += 1;
    state.template = node.name;
    called(state, { dot, isAnyDot: false, variables: [dot], isAnyVariable: [] });
    state.depth -= 1;
    state.template = template;
    state.node = node;
    return 'done';
  };
}

/** How deep templates may call each other with `template`. Go allows 100,000; ours is what fits on the stack. */
const maxTemplateDepth = 1000;
