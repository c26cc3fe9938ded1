/**
 * Builds the page into `ui/dist`. With `--if-stale` only where a file that it is made of is newer than the last build, so that `npm start`
 * costs nothing where nothing changed.
 */
import { globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** Whether `ui/dist` is absent, or older than what it is made of. */
export function isPageStale(): boolean {
  const built = statSync(join(root, 'ui/dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(['ui/src/**/*', 'ui/public/**/*', 'ui/*.{html,json,ts}', 'package-lock.json'], {
    cwd: root,
  });
  return sources.some((file) => !/\.test\.tsx?$/.test(file) && statSync(join(root, file)).mtimeMs > built);
}

/** Builds the page. */
export async function buildPage(): Promise<void> {
  await build({ configFile: join(root, 'ui/vite.config.ts'), logLevel: 'warn' });
}

if (import.meta.main && (!process.argv.includes('--if-stale') || isPageStale())) await buildPage();
