import type { GoFunction } from '../../gotemplate/index.ts';
import { declare, string } from '../declare/index.ts';

/** Go's path and, on systems with `/`, path/filepath. */
const functions = {
  base: declare([string], base),
  dir: declare([string], dir),
  clean: declare([string], clean),
  ext: declare([string], ext),
  isAbs: declare([string], (path) => path.startsWith('/')),
};

/** The functions on paths (sprig 3.3.0, functions.go); those for the machine's own paths are the same. */
export const pathFunctions: Readonly<Record<string, GoFunction>> = {
  ...functions,
  osBase: functions.base,
  osDir: functions.dir,
  osClean: functions.clean,
  osExt: functions.ext,
  osIsAbs: functions.isAbs,
};

/** path.Clean: the shortest path that means the same; `.` for none. */
function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isRooted) parts.push(part);
  }
  const joined = (isRooted ? '/' : '') + parts.join('/');
  return joined === '' ? '.' : joined;
}

function base(path: string): string {
  if (path === '') return '.';
  const trimmed = trimSlashes(path);
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

/** What follows the last dot of the last element, with it. */
function ext(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}

function trimSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
