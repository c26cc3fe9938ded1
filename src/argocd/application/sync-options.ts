import { syncOptionsAnnotation } from '../names.ts';

/** The options that an object's annotation sets, such as `Prune=false` (Argo CD v3.6, gitops-engine pkg/sync/resource). */
export function optionsOf(annotations: Readonly<Record<string, string>> | undefined): ReadonlySet<string> {
  const options = (annotations?.[syncOptionsAnnotation] ?? '').split(',').map((option) => option.trim());
  return new Set(options.filter((option) => option !== ''));
}

/** What options say for one that has values, such as `Prune`: those of the object, and where they are silent those of its Application. */
export function optionValue(name: string, ...options: readonly ReadonlySet<string>[]): string | undefined {
  const prefix = `${name}=`;
  for (const set of options) {
    const found = [...set].find((option) => option.startsWith(prefix));
    if (found !== undefined) return found.slice(prefix.length);
  }
  return undefined;
}
