/**
 * Splits a path such as `spec.containers.[name=a.b].image` (kyaml 0.20, utils.SmarterPathSplitter): a point behind `\` does not split, nor do those
 * between brackets; brackets without `=` fall away (`metadata.annotations.[a.b/c]`).
 */
export function splitFieldPath(path: string): string[] {
  const steps: string[] = [];
  const parts = splitAtPoints(path);
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    if (!part.startsWith('[') || part.endsWith(']')) {
      steps.push(part);
      continue;
    }
    const bracketed = [part];
    while (at < parts.length - 1) {
      at += 1;
      const next = parts[at] ?? '';
      bracketed.push(next);
      if (next.endsWith(']')) break;
    }
    const joined = bracketed.join('.');
    steps.push(joined.includes('=') ? joined : joined.replaceAll(/^[[\]]+|[[\]]+$/g, ''));
  }
  return steps;
}

function splitAtPoints(path: string): string[] {
  const parts = path.split('.');
  if (parts.length > 1 && parts[0] === '') parts.shift();
  const steps = [parts[0] ?? ''];
  for (const part of parts.slice(1)) {
    const last = steps.at(-1) ?? '';
    if (last.endsWith('\\')) steps[steps.length - 1] = `${last.slice(0, -1)}.${part}`;
    else steps.push(part);
  }
  return steps;
}

/** What `[name=value]` asks of an item; an empty name means the item itself. */
export interface ItemMatch {
  readonly name: string;
  readonly value: string;
}

/** One step of a path. */
export type PathStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'match'; readonly match: ItemMatch; readonly text: string }
  | { readonly kind: 'every' };

/** Reads a step as PathMatcher does; undefined for brackets without `=`. */
export function pathStep(text: string): PathStep | undefined {
  const index = indexOf(text);
  if (index !== undefined && index >= 0) return { kind: 'index', index };
  if (text.startsWith('[') && text.endsWith(']')) {
    const match = itemMatch(text);
    return match === undefined ? undefined : { kind: 'match', match, text };
  }
  return text === '*' ? { kind: 'every' } : { kind: 'field', name: text };
}

/** A whole number as Go's Atoi reads it. */
export function indexOf(text: string): number | undefined {
  return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Undefined where there is no `=`. */
export function itemMatch(text: string): ItemMatch | undefined {
  const inner = text.replace(/^\[/, '').replace(/\]$/, '');
  const equals = inner.indexOf('=');
  return equals === -1 ? undefined : { name: inner.slice(0, equals), value: inner.slice(equals + 1) };
}
