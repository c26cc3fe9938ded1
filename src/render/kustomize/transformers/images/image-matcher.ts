import { RE2JS } from 're2js';
import { KustomizeError } from '../../error.ts';
import type { Text } from '../../fields/index.ts';

/** Names without a character that means something in an expression, but for dots. */
const simple = /^[\w./@-]*$/;
const tagAndDigest = String.raw`(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`;

/**
 * Whether an image has this name, with whatever tag and digest (kustomize api 0.20, internal/image). The name is a regular expression of
 * RE2's: upstream does not say so, but people use it.
 *
 * Throws `transformer` where it is none; upstream panics.
 */
export function imageMatcher({ text, place }: Text): (image: string) => boolean {
  const pattern = `^${text}${tagAndDigest}`;
  if (simple.test(text)) {
    const expression = new RegExp(pattern.replaceAll('/', String.raw`\/`), 'u');
    return (image) => expression.test(image);
  }
  try {
    const expression = RE2JS.compile(pattern);
    return (image) => expression.matcher(image).find();
  } catch (cause) {
    throw new KustomizeError('transformer', `the image name '${text}' is no regular expression: correct it`, {
      place,
      cause,
    });
  }
}
