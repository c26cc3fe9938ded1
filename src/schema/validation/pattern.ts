import { RE2JS } from 're2js';

/** Compiled patterns by their text. They are a function of it, so that who shares this memory cannot tell. */
const compiled = new Map<string, RE2JS | { readonly problem: string }>();
const mostCompiled = 5000;

/**
 * Whether `text` contains a match of an RE2 pattern, in time linear in its length; what is wrong with the pattern where it is none.
 */
export function matchesPattern(pattern: string, text: string): boolean | { readonly problem: string } {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compilePattern(pattern);
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(pattern, expression);
  }
  return 'problem' in expression ? expression : expression.matcher(text).find();
}

/** Compiles an RE2 pattern, or says what is wrong with it in the words of Go's regexp. */
export function compilePattern(pattern: string): RE2JS | { readonly problem: string } {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
