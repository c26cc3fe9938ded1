import { decodeRune, GoMap, stringMap, type TemplateBudget } from '../../gotemplate/index.ts';

/** strings.SplitN: at most `limit` parts, all for a negative one, none for 0. Without a separator every letter is a part. */
export function splitParts(bytes: string, separator: string, limit: number): readonly string[] {
  if (limit === 0) return [];
  const parts = separator === '' ? letters(bytes) : bytes.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** The letters of a byte string; bytes that are no text stay as they are. */
function letters(bytes: string): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const { size } = decodeRune(bytes, at);
    parts.push(bytes.slice(at, at + size));
    at += size;
  }
  return parts;
}

/** Parts as sprig's `split` gives them: under `_0`, `_1`. */
export function numberedParts(parts: readonly string[]): GoMap {
  return new GoMap(new Map(parts.map((part, index) => [`_${index}`, part])), stringMap);
}

/** strings.Replace for all places; the empty text stands before every letter and at the end. */
export function replaceAll(bytes: string, old: string, replacement: string, budget: TemplateBudget): string {
  const parts = old === '' ? ['', ...letters(bytes), ''] : bytes.split(old);
  return joinParts(old === '' && bytes === '' ? ['', ''] : parts, replacement, budget);
}

/** strings.Join within the budget. */
export function joinParts(parts: readonly string[], separator: string, budget: TemplateBudget): string {
  let size = separator.length * Math.max(0, parts.length - 1);
  for (const part of parts) size += part.length;
  budget.step(parts.length);
  budget.allocate(size);
  return parts.join(separator);
}
