import { bytesOfText, type GoMap } from '../../../lang/index.ts';
import { joinPath, resolveLinks, type Tree } from '../../../source/index.ts';
import type { HelmOptions } from '../../renderer.ts';
import { HelmError } from '../error.ts';
import { mergeValueSources } from '../strvals/index.ts';
import { goMap, mergeMaps } from '../values/index.ts';

/**
 * What an owner says beside its chart: files, then values, then parameters (argo-cd 3.6, reposerver/repository helmTemplate: values come as the last
 * file). Throws HelmError `bad-values`.
 */
export function givenValues(tree: Tree, folder: string, options: HelmOptions): GoMap {
  const read = (path: string): string => readBelow(tree, folder, path);
  const files = (options.valueFiles ?? []).flatMap((file) => {
    if ('text' in file) return { name: file.name, data: bytesOfText(file.text) };
    const place = placeOf(folder, file.path);
    if (file.ignoreMissing === true && resolveLinks(tree, place).kind === 'missing') return [];
    return { name: file.path, data: read(file.path) };
  });
  const before = mergeValueSources({ files }, read);
  const values = mergeMaps(before, goMap(options.values ?? {}));
  return mergeValueSources(
    {
      base: values,
      set: settings(options, false),
      setString: settings(options, true),
      setFile: (options.fileParameters ?? []).map(({ name, path }) => `${name}=${withEscapes(path)}`),
    },
    read,
  );
}

function settings({ parameters }: HelmOptions, asTexts: boolean): string[] {
  return (parameters ?? [])
    .filter(({ forceString }) => (forceString === true) === asTexts)
    .map(({ name, value }) => `${name}=${withEscapes(value)}`);
}

/** Commas of a value that is no list are part of it (argo-cd 3.6, util/helm cleanSetParameters). */
function withEscapes(value: string): string {
  return value.startsWith('{') && value.endsWith('}') ? value : value.replace(/(?<!\\),/g, '\\,');
}

function placeOf(folder: string, path: string): string {
  const place = path.startsWith('/') ? joinPath('', path.slice(1)) : joinPath(folder, path);
  if (place !== undefined) return place;
  throw new HelmError('bad-values', `the values file ${path} leads out of the repository`, { object: path });
}

function readBelow(tree: Tree, folder: string, path: string): string {
  const found = resolveLinks(tree, placeOf(folder, path));
  if (found.kind === 'found' && found.entry.kind === 'file') {
    return Buffer.from(tree.read(found.path)).toString('latin1');
  }
  const why = found.kind === 'escapes' ? 'leads out of the repository by a symbolic link' : 'no such file or directory';
  throw new HelmError('bad-values', `open ${path}: ${why}`, { object: path });
}
