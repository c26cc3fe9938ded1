/**
 * Builds the page into `ui/dist`. With `--if-stale` only where a file that it is made of is newer than the last build, so that `npm start`
 * costs nothing where nothing changed.
 */
import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '..');

/** Whether `ui/dist` is absent, or older than what it is made of. */
export function isPageStale(): boolean {
  const built = statSync(join(root, 'ui/dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(['ui/src/**/*', 'ui/public/**/*', 'ui/*.{html,json,ts}', 'package-lock.json'], {
    cwd: root,
  });
  return sources.some((file) => !/\.test\.tsx?$/.test(file) && statSync(join(root, file)).mtimeMs > built);
}

/** Builds the page. In a process of its own: in a test, NODE_ENV would make it the slow build for development. */
export async function buildPage(): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', join(root, 'ui'), '--logLevel', 'warn'], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

if (import.meta.main && (!process.argv.includes('--if-stale') || isPageStale())) await buildPage();
