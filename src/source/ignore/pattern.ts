import { compileGlob, type Glob } from '../../lang/index.ts';

/** One line of an ignore file. */
export interface IgnorePattern {
  /** As written. */
  readonly text: string;
  /** What the pattern says of a path below the tree's root: `exclude` it, `include` it again, or nothing. */
  judge(path: readonly string[], isFolder: boolean): 'exclude' | 'include' | undefined;
}

/** The longest line that is read: beyond it Go's bufio.Scanner, and so Flux, stops reading the file. */
const maxLineLength = 64 * 1024;

/** The most patterns that the files of one tree may hold. */
export const maxPatterns = 2000;

/**
 * Reads the text of an ignore file that lies in `folder` (the path of a folder as its parts). Syntax and meaning are those of Flux
 * (fluxcd/pkg sourceignore, which is go-git's gitignore): unlike git's own, a pattern with a `/` also holds for everything below what it matches.
 */
export function parseIgnoreFile(text: string, folder: readonly string[]): readonly IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const written of text.split('\n')) {
    const line = written.endsWith('\r') ? written.slice(0, -1) : written;
    if (line.length > maxLineLength || patterns.length > maxPatterns) break;
    if (!line.startsWith('#') && line.trim() !== '') patterns.push(parseIgnorePattern(line, folder));
  }
  return patterns;
}

/** Reads one pattern; `folder` is where it was written, above which it says nothing. */
export function parseIgnorePattern(line: string, folder: readonly string[]): IgnorePattern {
  const includes = line.startsWith('!');
  let text = includes ? line.slice(1) : line;
  if (!text.endsWith('\\ ')) text = withoutTrailingBlanks(text);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const parts = text.split('/').map(compilePart);
  const matches = parts.length > 1 ? matchAnchored : matchAnyPart;
  return {
    text: line,
    judge(path, isFolder) {
      if (path.length <= folder.length || folder.some((part, index) => path[index] !== part)) return undefined;
      if (!matches(parts, path, folder.length, foldersOnly && !isFolder)) return undefined;
      return includes ? 'include' : 'exclude';
    },
  };
}

function withoutTrailingBlanks(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ') end -= 1;
  return text.slice(0, end);
}

/** A part of a pattern between slashes. */
interface PatternPart {
  readonly text: string;
  /** Undefined where path.Match cannot read the text: it then matches nothing. */
  readonly glob: Glob | undefined;
}

function compilePart(text: string): PatternPart {
  return { text, glob: compileGlob(text, { style: 'path-match' }) };
}

/**
 * A pattern without `/`: it holds where any part of the path from `from` on matches. `notLast`: the path is a file and only folders
 * are meant, so its last part does not count.
 */
function matchAnyPart(
  [part]: readonly PatternPart[],
  path: readonly string[],
  from: number,
  notLast: boolean,
): boolean {
  const at = path.findIndex((name, index) => index >= from && part?.glob?.matches(name) === true);
  return at !== -1 && !(notLast && at === path.length - 1);
}

/**
 * A pattern with `/`: its parts are consumed from the front of the path, and what is left of the path lies below the match. `**`
 * stands for any folders where it is a whole part and not the last; beside other characters it matches nothing.
 */
function matchAnchored(
  parts: readonly PatternPart[],
  path: readonly string[],
  from: number,
  notLast: boolean,
): boolean {
  let at = from;
  let matched = false;
  let skipping = false;
  for (const [index, { text, glob }] of parts.entries()) {
    if (text === '') {
      skipping = false;
    } else if (text === '**') {
      if (index === parts.length - 1) break;
      skipping = true;
    } else {
      if (text.includes('**') || glob === undefined || at >= path.length) return false;
      const end = skipping ? path.length : at + 1;
      while (at < end && !glob.matches(path[at] ?? '')) at += 1;
      matched = at < end;
      if (!matched && !skipping) return false;
      if (matched) at += 1;
      skipping = false;
    }
  }
  return matched && !(notLast && at === path.length);
}
