import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A kustomization of the corpus: its repository's folder on the disk, and its folder in that. */
export interface CorpusCase {
  readonly name: string;
  readonly root: string;
  readonly path: string;
}

/** All of them, in the order of the table. */
export function corpusCases(corpus: string): readonly CorpusCase[] {
  const [, ...lines] = readFileSync(join(corpus, 'kustomize.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [repository = '', , path = ''] = line.split('\t');
    return { name: `${repository}/${path}`, path, root: join(corpus, 'kustomize', repository.replace('/', '+')) };
  });
}
