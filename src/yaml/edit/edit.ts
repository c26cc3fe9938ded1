import { formatProblem } from '../../base/index.ts';
import { readYaml } from '../read/index.ts';
import type { YamlProfile, YamlReading, YamlScalar, YamlValue } from '../value.ts';
import { writeYaml } from '../write/index.ts';
import { YamlEditError } from './error.ts';
import { locateScalar } from './locate.ts';
import { replacementFor } from './replacement.ts';

/** How a text is edited. */
export interface YamlEditOptions {
  /** The reader that the text is for. Default `go3`, as kustomize and Flux's image automation read. */
  readonly profile?: YamlProfile;
  /** Which document of the stream, from 0, empty ones counted (`YamlDocument.index`). Default 0. */
  readonly document?: number;
}

/**
 * The text with the scalar at `path` replaced by `value`, and every other byte as it was: comments, quotes, order, indentation, line endings.
 * The new value is written in the style of the old one where that can hold it: a string that would be read as another type is quoted.
 * What was written is read again: the value stands at the path, and nothing else has changed, or the edit is refused.
 *
 * Throws YamlEditError.
 */
export function editScalar(
  text: string,
  path: readonly (string | number)[],
  value: YamlScalar,
  options: YamlEditOptions = {},
): string {
  const { profile = 'go3', document: index = 0 } = options;
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const body = text.slice(mark.length);
  const { start, end, text: by } = replacementFor(locateScalar(body, index, path, profile), value);
  const edited = body.slice(0, start) + by + body.slice(end);
  check(readYaml(body, { profile }), readYaml(edited, { profile }), { index, path, value });
  return mark + edited;
}

interface Wanted {
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly value: YamlScalar;
}

/** Compares what was read before and after, document by document. */
function check(before: YamlReading, after: YamlReading, wanted: Wanted): void {
  const object = wanted.path.join('.');
  const broken = before.problems.length === after.problems.length ? undefined : after.problems.at(-1);
  if (broken !== undefined)
    throw new YamlEditError('unwritable', `the value cannot stand there: ${formatProblem(broken)}`, { object });
  const expected = new Map(before.documents.map((document) => [document.index, document.value]));
  expected.set(wanted.index, withValue(expected.get(wanted.index) ?? null, wanted.path, wanted.value));
  const count = [...expected.values()].filter((value) => value !== null).length;
  if (count !== after.documents.length)
    throw new YamlEditError('unwritable', 'the value would hide a document', { object });
  for (const { index, value } of after.documents) {
    if (writeYaml(value) !== writeYaml(expected.get(index) ?? null)) {
      throw new YamlEditError('aliased', `${object} is anchored and stands elsewhere too, or comes from a merge`, {
        object,
      });
    }
  }
}

function withValue(document: YamlValue, path: readonly (string | number)[], value: YamlScalar): YamlValue {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(document))
    return document.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  if (typeof document !== 'object' || document === null) return document;
  return { ...document, [step]: withValue(document[step] ?? null, rest, value) };
}
