import { compileGlob, type Glob } from '../../../lang/index.ts';
import { HelmError } from '../error.ts';

/** What a .helmignore says. */
export interface ChartIgnoreRules {
  /** Whether a path (from the chart's folder on, never empty) is left out. */
  ignores(path: string, isFolder: boolean): boolean;
}

interface Rule {
  readonly glob: Glob;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** It is matched with the whole path, else with the name alone. */
  readonly wholePath: boolean;
}

/** The most rules that are read; helm has no bound. */
const maxRules = 10_000;

/**
 * Reads a .helmignore and adds Helm's own rule, which leaves dot files in templates/ out (helm 4.2, pkg/ignore/rules.go). Rules are looked at in
 * order and the first that matches decides; a negated one leaves out everything that it does not match. Throws HelmError `bad-chart`.
 */
export function readChartIgnoreRules(text: string): ChartIgnoreRules {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.length > maxRules) throw new HelmError('limit', `.helmignore has more than ${maxRules} lines`);
  const rules = [...lines, 'templates/.?*'].flatMap((line) => readRule(line.trim()) ?? []);
  return {
    ignores(path, isFolder) {
      for (const { glob, negated, foldersOnly, wholePath } of rules) {
        if (foldersOnly && !isFolder) {
          if (negated) return true;
          continue;
        }
        const matches = glob.matches(wholePath ? path : path.slice(path.lastIndexOf('/') + 1));
        if (matches !== negated) return true;
      }
      return false;
    },
  };
}

function readRule(line: string): Rule | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  if (line.includes('**')) throw new HelmError('bad-chart', 'double-star (**) syntax is not supported');
  const negated = line.startsWith('!');
  let pattern = negated ? line.slice(1) : line;
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.startsWith('/');
  const glob = compileGlob(anchored ? pattern.slice(1) : pattern, { style: 'path-match' });
  if (glob === undefined || compileGlob(line, { style: 'path-match' }) === undefined) {
    throw new HelmError('bad-chart', 'syntax error in pattern');
  }
  return { glob, negated, foldersOnly, wholePath: anchored || pattern.includes('/') };
}
