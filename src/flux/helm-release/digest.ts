import { sha256 } from '../../base/index.ts';

/** `sha256:` of a text. */
export function digestOf(text: string): string {
  return `sha256:${sha256(text)}`;
}
