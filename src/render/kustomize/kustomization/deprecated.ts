import type { WrittenKustomization } from './kustomization.ts';

/** What replaces a deprecated field, in the order of upstream's warnings (api 0.20, Kustomization.CheckDeprecatedFields). */
const replaced = [
  ['bases', 'resources', ''],
  ['commonLabels', 'labels', ''],
  ['imageTags', 'images', ''],
  ['patchesJson6902', 'patches', ''],
  ['patchesStrategicMerge', 'patches', ''],
  ['vars', 'replacements', '[EXPERIMENTAL] '],
] as const;

/** The lines that the real tool writes to stderr about deprecated fields; it does so each time that the file is read. */
export function deprecationWarnings(written: WrittenKustomization): string[] {
  return replaced
    .filter(([field]) => written[field] !== undefined)
    .map(
      ([field, instead, stage]) =>
        `# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${stage}Run 'kustomize edit fix' to update your Kustomization automatically.`,
    );
}
