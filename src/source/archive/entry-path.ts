import { SourceError } from '../error.ts';
import { joinPath, nameFault } from '../tree/index.ts';

/** Whose archive it is: of a chart the first folder is the chart itself, of a Flux artifact the root is what was packed. */
export type ArchiveKind = 'chart' | 'artifact';

/**
 * Where an entry of an archive belongs in the tree, or undefined where it is left out: what names the root, and a repository's own files
 * (`.git`), which no tree of ours holds. Throws SourceError `refused` for names that lead out of the tree: for charts what helm v4.2 refuses
 * (pkg/chart/loader/archive), for artifacts what Flux refuses (fluxcd/pkg tar v1.2, validRelPath).
 */
export function entryPath(kind: ArchiveKind, name: string, object: string): string | undefined {
  const path = kind === 'chart' ? chartPath(name, object) : artifactPath(name, object);
  if (path === '' || path.split('/').some(isOwnFiles)) return undefined;
  const fault = path
    .split('/')
    .map(nameFault)
    .find((found) => found !== undefined);
  if (fault !== undefined) throw refused(object, name, fault);
  return path;
}

function chartPath(name: string, object: string): string {
  const delimiter = name.includes('\\') ? '\\' : '/';
  const [first = '', ...rest] = name.split(delimiter);
  if (first === 'Chart.yaml') throw refused(object, name, 'is Chart.yaml outside of the folder of the chart');
  const inside = rest.join('/');
  if (inside.startsWith('/')) throw refused(object, name, 'is an absolute path');
  const path = joinPath('', inside);
  if (path === undefined || path.startsWith('..')) throw refused(object, name, 'leads out of the chart');
  if (path === '') throw refused(object, name, 'lies outside of the folder of the chart');
  if (/^[a-zA-Z]:\//.test(path)) throw refused(object, name, 'names a drive');
  return path;
}

function artifactPath(name: string, object: string): string {
  const invalid = name === '' || name.includes('\\') || name.startsWith('/') || name.includes('../');
  const path = invalid ? undefined : joinPath('', name);
  if (path === undefined) throw refused(object, name, 'leads out of the archive');
  return path;
}

function isOwnFiles(name: string): boolean {
  return nameFault(name) !== undefined && /^\.?git/i.test(name);
}

function refused(object: string, name: string, why: string): SourceError {
  return new SourceError('refused', `${object}: the entry ${JSON.stringify(name.slice(0, 200))} ${why}`, { object });
}
