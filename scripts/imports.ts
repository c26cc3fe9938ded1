/**
 * Fails when an import goes past a folder's `index.ts`: what lies in a folder is reached through the index of the outermost
 * folder that holds it and does not hold the importer. (The direction between layers is enforced by the compiler.)
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const specifier = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** Every import of `files` that goes past an index, as `importer: specifier (go through …/index.ts)`. */
export function importsPastIndex(root: string, files: readonly string[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    const importer = resolve(root, file);
    for (const [, target = ''] of readFileSync(importer, 'utf8').matchAll(specifier)) {
      const index = indexToUse(root, dirname(importer), resolve(dirname(importer), target));
      if (index !== undefined) found.push(`${file}: ${target} (go through ${relative(root, index)})`);
    }
  }
  return found;
}

function indexToUse(root: string, from: string, target: string): string | undefined {
  const source = join(root, 'src') + sep;
  if (!target.startsWith(source)) return undefined;
  let folder = join(root, 'src');
  for (const part of relative(folder, target).split(sep).slice(0, -1)) {
    folder = join(folder, part);
    if (from !== folder && !from.startsWith(folder + sep)) {
      const index = join(folder, 'index.ts');
      return target === index ? undefined : index;
    }
  }
  return undefined;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const files = globSync(['src/**/*.ts', 'test/**/*.ts', 'benchmarks/**/*.ts', 'scripts/**/*.ts'], { cwd: root });
  const found = importsPastIndex(root, files);
  if (found.length > 0) {
    console.error(`Imports past a folder's index:\n${found.map((line) => `  ${line}`).join('\n')}`);
    process.exitCode = 1;
  }
}
