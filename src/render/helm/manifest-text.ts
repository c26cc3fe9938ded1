import type { RenderedChart } from './render-chart.ts';

/** The documents of a chart in one text, as helm stores it and prints it: a `# Source:` line each, definitions first where they are wanted. */
export function manifestText(
  { crds, manifests }: Pick<RenderedChart, 'crds' | 'manifests'>,
  { includeCrds }: { readonly includeCrds: boolean },
): string {
  const documents = includeCrds ? [...crds, ...manifests] : manifests;
  return documents.map(({ path, content }) => documentText(path, content)).join('');
}

/** One document with its `# Source:` line. */
export function documentText(path: string, content: string): string {
  return `---\n# Source: ${path}\n${content}\n`;
}
