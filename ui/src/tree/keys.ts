import type { Layout, Placed } from './layout.ts';

/** What a key does in a tree, as the pattern for trees has it. */
export type Step =
  | { readonly kind: 'focus'; readonly key: string }
  | { readonly kind: 'open' | 'close' | 'choose'; readonly key: string };

/** What `key` does where the node `at` has the focus; undefined where nothing. */
export function stepOf(key: string, layout: Layout, at: string): Step | undefined {
  const index = layout.placed.findIndex(({ branch }) => branch.key === at);
  const here = layout.placed[index];
  if (here === undefined) return undefined;
  const focus = (placed: Placed | undefined): Step | undefined => placed && { kind: 'focus', key: placed.branch.key };
  const { branch } = here;
  switch (key) {
    case 'ArrowDown':
      return focus(layout.placed[index + 1]);
    case 'ArrowUp':
      return focus(layout.placed[index - 1]);
    case 'ArrowRight':
      if (branch.kind === 'stack' || (branch.below > 0 && !branch.open)) return { kind: 'open', key: at };
      return branch.children.length > 0 ? focus(layout.placed[index + 1]) : undefined;
    case 'ArrowLeft':
      return branch.below > 0 && branch.open ? { kind: 'close', key: at } : focus(here.parent);
    case 'Home':
      return focus(layout.placed[0]);
    case 'End':
      return focus(layout.placed.at(-1));
    case 'Enter':
    case ' ':
      return branch.kind === 'stack' ? { kind: 'open', key: at } : { kind: 'choose', key: at };
    default:
      return undefined;
  }
}
