import type { Tree } from '../parse/index.ts';

/** Where a value lies in the data of templates, such as `Values`, `image`, `tag`. */
export interface Source {
  readonly path: readonly (string | number)[];
}

/** What decided that something is printed at all: the sources that `if`, `with` and `range` around it looked at, innermost first. */
export interface Condition {
  readonly sources: readonly Source[];
  readonly outer: Condition | undefined;
}

/** A stretch of a text, and what it was made of. */
export interface Span {
  /** In bytes; `end` is the first that no longer belongs to it. */
  readonly start: number;
  readonly end: number;
  /** The template whose text or action printed it; absent until it is printed. */
  readonly tree: Tree | undefined;
  /** Where in the text of the tree, in bytes. */
  readonly at: number;
  /** Whether it is text of the tree as it stands there. */
  readonly isText: boolean;
  readonly sources: readonly Source[];
  readonly because: Condition | undefined;
}

/** What a value was made of. `spans` tell it in detail where the value is a text that templates printed. */
export interface Taint {
  readonly sources: readonly Source[];
  readonly spans: readonly Span[] | undefined;
}

/** Of constants. */
export const clean: Taint = { sources: [], spans: undefined };

/** Of what is made of several values. */
export function union(taints: readonly Taint[]): Taint {
  let only: Taint | undefined;
  let all: Set<Source> | undefined;
  for (const taint of taints) {
    if (taint.sources.length === 0) continue;
    if (only === undefined) only = taint;
    else {
      all ??= new Set(only.sources);
      for (const source of taint.sources) all.add(source);
    }
  }
  if (only === undefined) return clean;
  return { sources: all === undefined ? only.sources : [...all], spans: undefined };
}

/** Of a text whose stretches are known. */
export function spanned(spans: readonly Span[]): Taint {
  const sources = new Set<Source>();
  for (const span of spans) {
    for (const source of span.sources) sources.add(source);
  }
  return { sources: [...sources], spans };
}
