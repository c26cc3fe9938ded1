import type { Problem } from '../../base/index.ts';
import type { Tree } from '../../source/index.ts';
import type { RenderOptions } from '../renderer.ts';

/** What a program is run for. */
export interface ProgramInput<O extends RenderOptions> {
  readonly tree: Tree;
  readonly path: string;
  readonly options: O;
  /** Where the tree was written. */
  readonly root: string;
}

/** What to run: the arguments, after files were written that the tree lacks. `delegate`: no program is needed for such a folder. */
export type ProgramCall =
  | { readonly kind: 'call'; readonly args: readonly string[]; readonly files: Readonly<Record<string, string>> }
  | { readonly kind: 'delegate' }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** How one kind of render is done by a program that prints manifests. To let `helm` join: one more of these. */
export interface ProgramKind<O extends RenderOptions> {
  readonly program: string;
  call(input: ProgramInput<O>): ProgramCall;
}
