import { SourceError } from '../error.ts';

/** Where the index of a repository is: below its path, with its query (source-controller v1.9, DownloadIndex). Throws SourceError. */
export function indexUrl(repository: string): string {
  const url = parse(repository);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/index.yaml`;
  return url.href;
}

/** Where a chart is: `reference` itself where it is absolute, else below the repository, with its query (helm v4.2, ResolveReferenceURL). */
export function chartUrl(repository: string, reference: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return reference;
  const base = parse(repository);
  const { search } = base;
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/`;
  const resolved = new URL(reference, base);
  resolved.search = search;
  return resolved.href;
}

function parse(repository: string): URL {
  const escape = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(repository)?.[0];
  if (escape !== undefined) {
    // As Go's net/url says it; a browser's address would take it.
    const text = `parse ${JSON.stringify(repository)}: invalid URL escape ${JSON.stringify(escape)}`;
    throw new SourceError('invalid-address', text, { object: repository.slice(0, 200) });
  }
  if (URL.canParse(repository) && /^https?:$/.test(new URL(repository).protocol)) return new URL(repository);
  const object = repository.slice(0, 200);
  throw new SourceError('invalid-address', `${object} is no address of a chart repository`, { object });
}
