import { compileGlob } from '../../lang/index.ts';
import { SourceError } from '../error.ts';
import type { Tree } from '../tree.ts';

interface Rule {
  readonly negates: boolean;
  readonly foldersOnly: boolean;
  readonly matches: (path: string) => boolean;
}

/** What helm leaves out of any chart's folder: hidden files among the templates (helm v4.2, internal/ignore). */
const always = 'templates/.?*';

/**
 * Which files of a chart's folder its `.helmignore` leaves out, those in folders that it names too. A rule with `!` leaves out what it does not match,
 * as helm has it (helm v4.2, internal/ignore). Throws SourceError `refused` for a file that helm refuses.
 */
export function helmIgnore(tree: Tree): (path: string) => boolean {
  const entry = tree.entry('.helmignore');
  const text = entry?.kind === 'file' ? Buffer.from(tree.read('.helmignore')).toString('utf8') : '';
  const rules = [...text.replace(/^\ufeff/, '').split('\n'), always].flatMap((line) => readRule(line));
  const ignores = (path: string, isFolder: boolean): boolean =>
    rules.some((rule) => {
      if (rule.foldersOnly && !isFolder) return false;
      return rule.matches(path) !== rule.negates;
    });
  return (path) => {
    const parts = path.split('/');
    return parts.some((_, index) => ignores(parts.slice(0, index + 1).join('/'), index < parts.length - 1));
  };
}

function readRule(line: string): Rule[] {
  let text = line.trim();
  if (text === '' || text.startsWith('#')) return [];
  if (text.includes('**')) throw unreadable('double-star (**) syntax is not supported');
  const negates = text.startsWith('!');
  if (negates) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  const isRooted = text.startsWith('/');
  const glob = compileGlob(isRooted ? text.slice(1) : text, { style: 'path-match' });
  if (glob === undefined) throw unreadable(`${JSON.stringify(line.trim())} is no pattern`);
  const wholePath = isRooted || text.includes('/');
  const matches = (path: string): boolean => glob.matches(wholePath ? path : path.slice(path.lastIndexOf('/') + 1));
  return [{ negates, foldersOnly, matches }];
}

function unreadable(why: string): SourceError {
  return new SourceError('refused', `.helmignore cannot be read: ${why}`, { object: '.helmignore' });
}
