import { relative } from 'node:path';
import type { KustomizeError, Place } from '../../../render/index.ts';

/** A file of a build as people name it: from the working folder where it lies below that, else from the root; remote ones as they are. */
export function shownFile(file: string, cwd: string): string {
  if (file.includes('://') || file.includes('@')) return file;
  const shown = relative(cwd, `/${file}`);
  if (shown === '') return '.';
  return shown.startsWith('..') ? `/${file}` : shown;
}

/** A place as editors open it: `file:line:column`. */
export function shownPlace({ file, line, column }: Place, cwd: string): string {
  return `${shownFile(file, cwd)}:${line}:${column}`;
}

/** Where an error stands, as a line of its own below it. */
export function describePlace({ file, place }: KustomizeError, cwd: string): string {
  if (file === undefined) return '';
  return `\n  at ${shownFile(file, cwd)}${place === undefined ? '' : `:${place.line}:${place.column}`}`;
}
