import { quoteString } from '../format/index.ts';
import { sprint } from '../format/index.ts';
import { type BranchNode, type ListNode, printNode, type Statement, type TemplateNode } from '../parse/index.ts';
import { GoFunctionValue, indirect, truth, typeOf } from '../value/index.ts';
import type { Ending, Execute } from './execute.ts';
import { compilePipe } from './pipe.ts';
import { compileRange } from './range.ts';
import type { Scope } from './scope.ts';
import { type Frame, newFrame, type State, type Value } from './state.ts';
import { clean, type Taint } from '../trace/index.ts';

/** Compiles a list of statements. */
export function compileList(list: ListNode, scope: Scope): Execute {
  const statements = list.nodes.map((node) => compileStatement(node, scope));
  return (state, frame) => {
    state.node = list;
    // Without an iterator: its frame is a third of the size, and calls are nested a thousand deep.
    for (let index = 0; index < statements.length; index += 1) {
      const ending = statements[index]?.(state, frame);
      if (ending !== undefined && ending !== 'done') return ending;
    }
    return 'done';
  };
}

function compileStatement(node: Statement, scope: Scope): Execute {
  switch (node.kind) {
    case 'text': {
      const { text } = node;
      const lines = lineStarts(text);
      return (state) => {
        state.node = node;
        state.write(text);
        state.trace?.printedText(state.spans, state.out.length - text.length, node, lines);
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
        const { trace } = state;
        const start = state.out.length;
        printValue(state, value, node);
        if (trace !== undefined) trace.printed(state.spans, start, state.out.length, node, trace.taint);
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

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && at + 1 < text.length; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  return starts;
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
    const { trace } = state;
    const taint = trace?.taint ?? clean;
    const because = trace?.enter();
    const ending = !truth(value)
      ? elseList?.(state, frame)
      : isWith
        ? withDot(state, frame, list, value, taint)
        : list(state, frame);
    trace?.leave(because);
    return ending ?? 'done';
  };
}

/** Executes a list with another dot. */
function withDot(state: State, frame: Frame, list: Execute, value: Value, taint: Taint): Ending {
  const { dot, isAnyDot, dotTaint } = frame;
  frame.dot = value;
  frame.isAnyDot = false;
  frame.dotTaint = taint;
  const ending = list(state, frame);
  frame.dot = dot;
  frame.isAnyDot = isAnyDot;
  frame.dotTaint = dotTaint;
  return ending;
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
    called(state, newFrame(dot, pipe === undefined ? clean : (state.trace?.taint ?? clean)));
    state.depth -= 1;
    state.template = template;
    state.node = node;
    return 'done';
  };
}

/** How deep templates may call each other with `template`. Go allows 100,000; ours is what fits on the stack. */
const maxTemplateDepth = 1000;
