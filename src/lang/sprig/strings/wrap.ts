import type { TemplateBudget } from '../../gotemplate/index.ts';

/** How lines are broken. */
export interface WrapOptions {
  readonly width: number;
  /** Between the lines; empty for a line feed. */
  readonly separator: string;
  /** Whether words longer than a line are cut. */
  readonly cutsWords: boolean;
}

/** `bytes` as lines of a width at most, broken at blanks, in bytes (goutils 1.1.1, WrapCustom). */
export function wrap(bytes: string, options: WrapOptions, budget: TemplateBudget): string {
  const width = Math.max(1, options.width);
  const separator = options.separator === '' ? '\n' : options.separator;
  let wrapped = '';
  let at = 0;
  const breakAt = (end: number, next: number): void => {
    budget.step();
    budget.allocate(end - at + separator.length);
    wrapped += bytes.slice(at, end) + separator;
    at = next;
  };
  while (bytes.length - at > width) {
    const blank = bytes.lastIndexOf(' ', at + width);
    if (bytes[at] === ' ') at += 1;
    else if (blank >= at) breakAt(blank, blank + 1);
    else if (options.cutsWords) breakAt(at + width, at + width);
    else {
      const next = bytes.indexOf(' ', at + width);
      if (next === -1) break;
      breakAt(next, next + 1);
    }
  }
  return wrapped + bytes.slice(at);
}
