/**
 * Fails when an import goes past a folder's `index.ts`. Every layer (a folder of `src/`) is entered through its index, and so is every folder
 * below that has one, by those who lie outside of it. Tests, benchmarks and scripts may use the index of any folder. (The direction
 * between layers is enforced by the compiler.)
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

const specifier = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** Every import of `files` that goes past an index, as `importer: specifier (go through …/index.ts)`. */
export function importsPastIndex(root: string, files: readonly string[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    const importer = resolve(root, file);
    for (const [, target = ''] of readFileSync(importer, 'utf8').matchAll(specifier)) {
      const index = indexToUse(root, importer, resolve(dirname(importer), target));
      if (index !== undefined) found.push(`${file}: ${target} (go through ${relative(root, index)})`);
    }
  }
  return found;
}

function indexToUse(root: string, importer: string, target: string): string | undefined {
  const source = join(root, 'src');
  if (!target.startsWith(source + sep)) return undefined;
  const from = dirname(importer);
  const isTest = importer.endsWith('.test.ts') || !importer.startsWith(source + sep);
  if (isTest && basename(target) === 'index.ts') return undefined;
  const parts = relative(source, target).split(sep).slice(0, -1);
  let folder = source;
  for (const [depth, part] of parts.entries()) {
    folder = join(folder, part);
    if (from === folder || from.startsWith(folder + sep)) continue;
    const index = join(folder, 'index.ts');
    if (depth === 0 || existsSync(index)) return target === index ? undefined : index;
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
