import type { Node, TextNode } from '../parse/index.ts';
import type { TemplatePlace } from '../error.ts';
import type { GoValue } from '../value/index.ts';
import { Containers } from './containers.ts';
import { LineIndex } from './line-index.ts';
import { type Condition, clean, type Source, type Span, spanned, type Taint, union } from './taint.ts';
import { resultTaint } from './rules.ts';

/** A stretch of an output, where it comes from, and what it was made of. */
export interface OutputSpan {
  /** In bytes of the output; `end` is the first that no longer belongs to it. */
  readonly start: number;
  readonly end: number;
  /** The text or action of a template that printed it. */
  readonly place: TemplatePlace | undefined;
  /** Whether it stands there as it is, and no action printed it: its bytes are those from the place on. */
  readonly isText: boolean;
  /** Paths in the data of the values it was made of. */
  readonly values: readonly (readonly (string | number)[])[];
  /** Paths of the values that decided whether it is printed, those of the innermost `if`, `with` or `range` first. */
  readonly conditions: readonly (readonly (string | number)[])[];
}

/**
 * Follows where the output of templates comes from, for as long as it is the `trace` of a TemplateRun. Values are followed out of band: maps, lists and
 * structs by their identity, other values along the pipeline they are in. Functions without a rule of their own count as made of all their arguments.
 */
export class TemplateTrace {
  readonly #containers = new Containers();
  /** Of the value that was evaluated last. */
  taint: Taint = clean;
  /** Of what is piped into the command that is evaluated next. */
  piped: Taint = clean;
  /** What the `if`, `with` and `range` around looked at. */
  because: Condition | undefined;
  /** How many executions are under way, one within the other. */
  #depth = 0;
  /** Of the data of the next one. */
  #data: Taint = clean;
  #last: { readonly text: string; readonly spans: readonly Span[] } | undefined;

  /** Says where an object lies in the data, which the paths of what it holds begin with. The data of an execution lies at `[]` unless named. */
  name(value: GoValue, path: readonly (string | number)[]): void {
    this.#containers.name(value, path);
  }

  /** The spans of the output that was executed last. */
  spans(): OutputSpan[] {
    const lines = new LineIndex();
    return (this.#last?.spans ?? []).map(({ start, end, tree, at, isText, sources, because }) => ({
      start,
      end,
      isText,
      place: tree && lines.placeOf(tree, at),
      values: sources.map(({ path }) => path),
      conditions: conditionPaths(because),
    }));
  }

  /** A field of a map or struct was read: of what `taint` says. */
  read(container: GoValue | undefined, key: string | number, value: GoValue | undefined): void {
    this.taint = container === undefined ? this.taint : this.#containers.entry(container, key, value, this.taint);
  }

  /** Of an item that `range` is at. */
  itemOf(container: GoValue | undefined, key: GoValue | undefined, item: GoValue | undefined, own: Taint): Taint {
    const name = typeof key === 'bigint' ? Number(key) : key;
    if (container === undefined || (typeof name !== 'string' && typeof name !== 'number')) return own;
    return this.#containers.entry(container, name, item, own);
  }

  /** A function has returned. */
  called(name: string, args: readonly GoValue[], taints: readonly Taint[], result: GoValue): void {
    this.taint = this.#executed(name, args, taints, result) ?? resultTaint(name, this.#call(args, taints, result));
  }

  /** A method has returned: what `.Files.Get "x"` gives comes from `Files`, `x`. */
  calledMethod(receiver: GoValue | undefined, name: string, args: readonly GoValue[], taints: readonly Taint[]): void {
    const path = receiver === undefined ? undefined : this.#containers.pathOf(receiver);
    const texts = args.filter((arg) => typeof arg === 'string');
    const own: Source[] = path === undefined ? [] : [{ path: [...path, ...(texts.length === 0 ? [name] : texts)] }];
    this.taint = union([{ sources: own, spans: undefined }, ...taints]);
  }

  /** Enters an `if`, `with` or `range`, whose pipeline has just been evaluated; gives what to restore. */
  enter(): Condition | undefined {
    const outer = this.because;
    this.because = { sources: this.taint.sources, outer };
    return outer;
  }

  /** Leaves it. */
  leave(outer: Condition | undefined): void {
    this.because = outer;
  }

  /** What was printed at a place of the output. */
  printed(spans: Span[], start: number, end: number, { tree, at }: Node, taint: Taint): void {
    if (start === end) return;
    if (taint.spans === undefined) {
      spans.push({ start, end, tree, at, isText: false, sources: taint.sources, because: this.because });
      return;
    }
    for (const span of taint.spans) {
      const isPlaced = span.tree !== undefined;
      spans.push({
        start: start + span.start,
        end: start + span.end,
        tree: isPlaced ? span.tree : tree,
        at: isPlaced ? span.at : at,
        isText: span.isText,
        sources: span.sources,
        because: span.because,
      });
    }
  }

  /** Text of a template was printed, line by line; `lines` says where in it each line begins. */
  printedText(spans: Span[], start: number, { tree, at, text }: TextNode, lines: readonly number[]): void {
    const { because } = this;
    for (let index = 0; index < lines.length; index += 1) {
      const from = lines[index] ?? 0;
      const end = lines[index + 1] ?? text.length;
      spans.push({
        start: start + from,
        end: start + end,
        tree,
        at: at + from,
        isText: true,
        sources: clean.sources,
        because,
      });
    }
  }

  /** An execution begins; gives what its data is made of. */
  begin(data: GoValue): Taint {
    this.#depth += 1;
    if (this.#depth > 1) return this.#data;
    this.because = undefined;
    this.#containers.name(data, []);
    return clean;
  }

  /** An execution has ended; a failed one does not matter any more. */
  executed(text: string, spans: readonly Span[]): void {
    this.#depth -= 1;
    this.#last = { text, spans };
  }

  /** A function is about to be called, which may execute a template with its last argument as data. */
  calling(taints: readonly Taint[]): void {
    this.#data = taints.at(-1) ?? clean;
  }

  /** Of functions that executed a template: `include` gives its output, and `tpl` that of a text, which is a source itself. */
  #executed(name: string, args: readonly GoValue[], taints: readonly Taint[], result: GoValue): Taint | undefined {
    const last = this.#last;
    if ((name !== 'include' && name !== 'tpl') || last?.text !== result) return undefined;
    if (name === 'include') return spanned(last.spans);
    const [text] = args;
    const [own = clean] = taints;
    return spanned(last.spans.flatMap((span) => (span.tree?.text === text ? fromText(span, own) : [span])));
  }

  #call(args: readonly GoValue[], taints: readonly Taint[], result: GoValue): Parameters<typeof resultTaint>[1] {
    return { args, taints, result, containers: this.#containers, because: this.because };
  }
}

function conditionPaths(because: Condition | undefined): (readonly (string | number)[])[] {
  const sources = new Set<Source>();
  for (let condition = because; condition !== undefined; condition = condition.outer) {
    for (const source of condition.sources) sources.add(source);
  }
  return Array.from(sources, ({ path }) => path);
}

/** A span that a text printed which is a value itself: it stands for the stretch of the value that it was made of. */
function fromText(span: Span, { sources, spans }: Taint): readonly Span[] {
  const { start, at, isText } = span;
  const inner = spans?.filter((one) => one.start < at + (isText ? span.end - start : 1) && one.end > at);
  if (inner === undefined || inner.length === 0) return [withSources(span, sources)];
  if (!isText)
    return [
      withSources(
        span,
        inner.flatMap((one) => one.sources),
      ),
    ];
  return inner.map((one) => ({
    ...withSources(span, one.sources),
    start: Math.max(start + one.start - at, start),
    end: Math.min(start + one.end - at, span.end),
  }));
}

function withSources(span: Span, sources: readonly Source[]): Span {
  return { ...span, tree: undefined, isText: false, sources: [...new Set([...span.sources, ...sources])] };
}
