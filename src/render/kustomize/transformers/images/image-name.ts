/** The parts of an image's name. Tag and digest are empty where there is none. */
export interface ImageName {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/**
 * Splits `[[host[:port]/]component/]component[:tag][@digest]` (kustomize api 0.20, internal/image). What stands before the first slash is
 * never searched for a tag.
 */
export function splitImageName(text: string): ImageName {
  const slash = Math.max(text.indexOf('/'), 0);
  const at = text.indexOf('@', slash);
  const colon = text.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: text, tag: '', digest: '' };
  if (at >= 0 && (at < colon || colon < 0)) return { name: text.slice(0, at), tag: '', digest: text.slice(at + 1) };
  if (at < 0) return { name: text.slice(0, colon), tag: text.slice(colon + 1), digest: '' };
  return { name: text.slice(0, colon), tag: text.slice(colon + 1, at), digest: text.slice(at + 1) };
}

/** The text of an image's name. */
export function joinImageName({ name, tag, digest }: ImageName): string {
  return `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}
