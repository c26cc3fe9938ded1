import { SourceError } from '../error.ts';

/** The owner of artifacts: a source object. */
export interface ArtifactOwner {
  /** The kind in lower case, such as `gitrepository`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Where one artifact is kept: upstream names the file after the revision, such as `<commit>.tar.gz`. */
export interface ArtifactPlace extends ArtifactOwner {
  readonly file: string;
}

/** What names of objects and files are made of; none begins with a dot, so `..` and our own files are never meant. */
const part = /^[A-Za-z0-9_][A-Za-z0-9_.:+-]{0,252}$/;

/** The folder of an owner's artifacts, below that of the store. Throws SourceError `refused`. */
export function folderOf({ kind, namespace, name }: ArtifactOwner): string {
  return checked([kind, namespace, name]);
}

/** The path of an artifact, below the folder of the store and below its address (source-controller: ArtifactPath). Throws SourceError `refused`. */
export function pathOf(place: ArtifactPlace): string {
  return checked([place.kind, place.namespace, place.name, place.file]);
}

/** Whether `path` could have come from `pathOf`. */
export function isArtifactPath(path: string): boolean {
  const parts = path.split('/');
  return parts.length === 4 && parts.every((text) => part.test(text));
}

function checked(parts: readonly string[]): string {
  const path = parts.join('/');
  if (parts.every((text) => part.test(text))) return path;
  throw new SourceError('refused', `${JSON.stringify(path)} is no place for an artifact`, { object: path });
}
