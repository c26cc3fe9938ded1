import type { Json } from '../../base/index.ts';
import { JqError } from './error.ts';
import { evaluate } from './evaluate.ts';
import { parseJq } from './parse.ts';

/** Names and indices from the root to a place in a value. */
export type JsonPath = readonly (string | number)[];

/** A jq expression that names places. */
export interface JqPaths {
  readonly text: string;
  /**
   * The places that the expression names in a value; such as are not there may be among them. Throws JqError where the expression
   * cannot be carried out on this value, names a value instead of a place, or takes more than its budget of steps.
   */
  pathsIn(value: Json): JsonPath[];
}

/** Steps that one evaluation may take: some tens of milliseconds. */
const maxSteps = 100_000;

/** Places that one evaluation may name. */
const maxPaths = 10_000;

/**
 * Reads a jq expression that names places, as in `del(…)` (gojq 0.12, which Argo CD ignores differences by). It is a part of jq: what
 * is not read is refused by name. Throws JqError `syntax`, `unsupported` or `budget`.
 */
export function compileJqPaths(text: string, limits: { readonly steps?: number } = {}): JqPaths {
  const expression = parseJq(text);
  return {
    text,
    pathsIn: (value) => {
      const paths: JsonPath[] = [];
      const budget = { left: limits.steps ?? maxSteps };
      for (const { path } of evaluate(expression, { path: [], value }, budget)) {
        if (path === undefined) throw new JqError('evaluation', 'it names a value, not a place');
        if (paths.length >= maxPaths) throw new JqError('budget', `it names more than ${maxPaths} places`);
        paths.push(path);
      }
      return paths;
    },
  };
}
