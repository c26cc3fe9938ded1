import type { Json } from '../../../base/index.ts';
import { bytesOfText, GoMap } from '../../../lang/index.ts';
import { HelmError } from '../error.ts';
import { copyMap, goMap, mergeMaps, readValues } from '../values/index.ts';
import { SetError } from './error.ts';
import { type SetForm, SetParser, type ValueReader } from './set-parser.ts';
import { typedValue } from './typed-value.ts';

/** What is said beside a chart, each list in its order. */
export interface ValueSources {
  /** Texts of values files, byte strings, with the names that errors call them by. */
  readonly files?: readonly { readonly name: string; readonly data: string }[];
  /** Values that all others go over. */
  readonly base?: GoMap;
  readonly setJson?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setFile?: readonly string[];
  readonly setLiteral?: readonly string[];
}

/**
 * All that was said as one map. Later kinds go before earlier ones: files, `--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`
 * (helm 4.2, pkg/cli/values MergeValues). `readFile` gives the content (a byte string) of what `--set-file` names, and throws HelmError.
 * Throws HelmError `bad-values`.
 */
export function mergeValueSources(sources: ValueSources, readFile: (path: string) => string): GoMap {
  let values = sources.base ?? new GoMap();
  for (const { name, data } of sources.files ?? []) {
    values = mergeMaps(values, readValues(data, `failed to parse ${name}: `));
  }
  // What is set is set in place, and documents may be kept elsewhere.
  values = copyMap(values);
  for (const text of sources.setJson ?? []) values = withJson(values, text);
  for (const text of sources.set ?? []) setInto(values, text, 'set', typedValue);
  for (const text of sources.setString ?? []) setInto(values, text, 'set-string', bytesOfText);
  for (const text of sources.setFile ?? []) setInto(values, text, 'set-file', readFile);
  for (const text of sources.setLiteral ?? []) setInto(values, text, 'set-literal', bytesOfText);
  return values;
}

/** Sets one text of a form into values, in place. Throws HelmError `bad-values`. */
export function setInto(values: GoMap, text: string, form: SetForm, read: ValueReader): void {
  try {
    new SetParser(text, form, read).parseInto(values);
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    throw new HelmError('bad-values', `failed parsing --${form} data: ${error.message}`, { cause: error });
  }
}

function withJson(values: GoMap, text: string): GoMap {
  const trimmed = text.trim();
  try {
    if (trimmed.startsWith('{')) return mergeMaps(values, goMap(JSON.parse(trimmed) as { [key: string]: Json }));
    new SetParser(text, 'set-json', bytesOfText).parseInto(values);
    return values;
  } catch (error) {
    const data = trimmed.startsWith('{') ? 'data JSON:' : 'data';
    throw new HelmError('bad-values', `failed parsing --set-json ${data} ${text}`, { cause: error });
  }
}
