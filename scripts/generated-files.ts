/**
 * What the generators share: files with their text, which a run writes, or with `--check` compares with what is there.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Path from the project's root → text. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** The project's root. */
export const root = resolve(import.meta.dirname, '..');

/** The folder that `SLIPWAY_DATA` names, which holds what is generated from. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment['SLIPWAY_DATA'];
  if (folder === undefined) throw new Error('set SLIPWAY_DATA to the folder with the upstream schemas');
  return folder;
}

/**
 * The files that differ from what is generated, or are missing, and those in `folder` that end in `suffix` and are no longer
 * generated; each with its reason.
 */
export function staleFiles(files: GeneratedFiles, folder?: string, suffix = ''): string[] {
  const stale: string[] = [];
  for (const [path, text] of files) {
    const place = join(root, path);
    if (!existsSync(place)) stale.push(`${path}: missing`);
    else if (readFileSync(place, 'utf8') !== text) stale.push(`${path}: differs`);
  }
  if (folder === undefined || !existsSync(join(root, folder))) return stale;
  for (const name of readdirSync(join(root, folder))) {
    if (name.endsWith(suffix) && !files.has(join(folder, name)))
      stale.push(`${join(folder, name)}: no longer generated`);
  }
  return stale;
}

/** Runs a generator from the command line: writes its files, or with `--check` fails where they are stale. */
export function runGenerator(files: GeneratedFiles, folder?: string, suffix?: string): void {
  const stale = staleFiles(files, folder, suffix);
  if (process.argv.includes('--check')) {
    for (const line of stale) console.error(line);
    process.exitCode = stale.length > 0 ? 1 : 0;
    return;
  }
  for (const line of stale) {
    const path = line.slice(0, line.lastIndexOf(':'));
    const text = files.get(path);
    const place = join(root, path);
    if (text === undefined) rmSync(place);
    else {
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
    console.log(`${text === undefined ? 'removed' : 'wrote'} ${relative(root, place)}`);
  }
}
