import { TemplateError } from '../error.ts';
import { quoteString } from '../format/index.ts';
import { type Node, placeOf, printNode } from '../parse/index.ts';
import type { Span, Taint, TemplateTrace } from '../trace/index.ts';
import type { GoValue } from '../value/index.ts';
import type { TemplateCaller, TemplateRun } from './caller.ts';
import type { TemplateSet } from './set.ts';

/** A value while templates run. `undefined` is no value at all (an invalid reflect.Value), `null` a nil that has the type `interface {}`. */
export type Value = GoValue | undefined;

/** No value was piped into a command. */
export const nothingPiped: unique symbol = Symbol('nothing piped');

/** What was piped into a command. */
export type Piped = Value | typeof nothingPiped;

/** One execution of a set of templates. */
export class State implements TemplateCaller {
  readonly templates: TemplateSet;
  readonly run: TemplateRun;
  out = '';
  /** How deep templates are nested in each other by `template`. */
  depth = 0;
  /** The name of the template that runs. */
  template: string;
  /** The node that errors name: the one that was begun last, as in Go. */
  node: Node | undefined;
  readonly trace: TemplateTrace | undefined;
  /** Of what has been written, where a trace is kept. */
  readonly spans: Span[] = [];

  constructor(templates: TemplateSet, run: TemplateRun, template: string) {
    this.templates = templates;
    this.run = run;
    this.template = template;
    this.trace = run.trace;
  }

  /** Appends output within the budget. */
  write(text: string): void {
    this.run.budget.allocate(text.length);
    this.out += text;
  }

  /** Ends the execution with Go's text (`state.errorf` in text/template/exec.go). */
  fail(reason: string, cause?: unknown): never {
    const { node, template } = this;
    if (node === undefined) throw new TemplateError('exec', `template: ${template}: ${reason}`, { template, reason });
    const place = placeOf(node);
    const expression = printNode(node);
    const where = `${place.file}:${place.line}:${place.column}: executing ${quoteString(template)} at <${expression}>`;
    throw new TemplateError('exec', `template: ${where}: ${reason}`, {
      template,
      reason,
      place,
      expression,
      cause,
    });
  }
}

/** The variables and dot of one template call. */
export interface Frame {
  dot: Value;
  /** Whether dot came out of a list or map of `interface {}`, which error texts tell. */
  isAnyDot: boolean;
  readonly variables: Value[];
  /** The same of variables: only those of `range` can be. */
  readonly isAnyVariable: boolean[];
  /** What dot and the variables are made of, where a trace is kept. */
  dotTaint: Taint;
  readonly taints: (Taint | undefined)[];
}

/** A frame that has dot only. */
export function newFrame(dot: Value, dotTaint: Taint): Frame {
  return { dot, isAnyDot: false, variables: [dot], isAnyVariable: [], dotTaint, taints: [dotTaint] };
}
