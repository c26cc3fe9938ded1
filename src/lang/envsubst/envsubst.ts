import { applyOperator } from './functions.ts';
import { parseTemplate } from './parse.ts';
import { EnvsubstError, type Part } from './template.ts';

/** Operators that have an answer for a variable that is not set. */
const forUnset: ReadonlySet<string> = new Set(['=', ':=', ':-', ':+', ':?']);

/** The longest value that is cut by a pattern, since each of its beginnings is looked at. */
const maxTrimmed = 10_000;

/** How substitution is done. */
export interface EnvsubstOptions {
  /** The value of a variable; undefined where it is not set. */
  readonly valueOf: (name: string) => string | undefined;
  /** The longest result, in UTF-16 units. */
  readonly maxLength: number;
}

/**
 * Puts variables into a text as fluxcd/pkg envsubst does in its strict mode, which kustomize-controller 1.9 has on: `${name}`, `${name:-default}`,
 * `${name:=default}`, `${name:2:3}`, `${name/a/b}`, `${name^^}`, `${#name}` and their like; `$$` is a `$`.
 *
 * Throws EnvsubstError: `syntax`, `unset` for a variable that is not set and has no default, `limit`.
 */
export function envsubst(text: string, { valueOf, maxLength }: EnvsubstOptions): string {
  let length = 0;
  const valueOfPart = (part: Part): string => {
    const value = part.kind === 'text' ? part.text : referenced(part);
    if (value.length > maxLength) throw tooLong(maxLength);
    return value;
  };
  const referenced = ({ name, operator, args }: Extract<Part, { kind: 'reference' }>): string => {
    const values = args.map(valueOfPart);
    const value = valueOf(name);
    if (value === undefined && !forUnset.has(operator)) {
      throw new EnvsubstError('unset', `variable not set (strict mode): ${JSON.stringify(name)}`);
    }
    if (/^(#{1,2}|%{1,2})$/.test(operator) && args.length > 0 && (value ?? '').length > maxTrimmed) {
      throw new EnvsubstError('limit', `the value of ${name} is too long to be cut by a pattern`);
    }
    return applyOperator(operator, value ?? '', values);
  };
  return parseTemplate(text)
    .map((part) => {
      const value = valueOfPart(part);
      length += value.length;
      if (length > maxLength) throw tooLong(maxLength);
      return value;
    })
    .join('');
}

function tooLong(maxLength: number): EnvsubstError {
  return new EnvsubstError('limit', `the text is longer than ${maxLength} characters once variables are put in`);
}
