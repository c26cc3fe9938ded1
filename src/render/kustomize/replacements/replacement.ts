import { decode } from '../fields/index.ts';
import { KustomizeError } from '../error.ts';
import { replacementEntry, type ReplacementEntry } from '../kustomization/index.ts';
import { fromDocument, type Node } from '../node/index.ts';
import { readYaml } from '../../../yaml/index.ts';
import type { Files, LoadedFile } from '../load/index.ts';

/**
 * The replacements of a list, with those in the files that it names (api 0.20, ReplacementTransformer.go).
 * @throws KustomizeError `replacement` where an entry has both a path and itself, or a file holds none; what reading the file throws
 */
export function loadReplacements(entries: readonly ReplacementEntry[], files: Files): ReplacementEntry[] {
  return entries.flatMap((entry) => {
    const { path, source, targets = [], place } = entry;
    if (path === undefined || path.text === '') return [entry];
    if (source !== undefined || targets.length > 0) {
      const message = 'cannot specify both path and inline replacement: make an entry of each';
      throw new KustomizeError('replacement', message, { place });
    }
    return readFile(files.load(path.text, path.place));
  });
}

function readFile({ bytes, name }: LoadedFile): ReplacementEntry[] {
  const { documents, problems } = readYaml(bytes, { profile: 'go2', file: name, documents: 'first' });
  const [problem] = problems;
  if (problem !== undefined) {
    const { line = 1, column = 1, message } = problem;
    throw new KustomizeError('malformed', `the replacements cannot be read: ${message}`, {
      place: { file: name, line, column },
    });
  }
  const [document] = documents;
  const root = document === undefined ? undefined : fromDocument(document, name);
  if (root?.kind === 'list') return root.items.map((item) => entryOf(item));
  if (root?.kind === 'map') return [entryOf(root)];
  const message = 'unsupported replacement type encountered within replacement path: it must be a map or a list';
  throw new KustomizeError('replacement', message, { file: name });
}

/** In a file a path means nothing. */
function entryOf(node: Node): ReplacementEntry {
  const { path: _, ...entry } = decode(replacementEntry, node, '', 'replacement', 'ignore');
  return entry;
}
