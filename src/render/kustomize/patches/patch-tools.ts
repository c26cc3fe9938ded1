import type { Files, LoadedFile } from '../load/index.ts';
import type { MapNode } from '../node/index.ts';
import type { Scopes } from '../resource/index.ts';
import type { KustomizeProfile } from '../transformer.ts';

/** What patches are configured with. */
export interface PatchTools {
  readonly profile: KustomizeProfile;
  readonly files: Files;
  readonly scopes: Scopes;
  /** The objects of a file of resources; whoever changes them copies them first. @throws KustomizeError `malformed` */
  objectsOf(file: LoadedFile): readonly MapNode[];
  /** The objects of a text, for this use alone; `file` names it in places. @throws KustomizeError `malformed` */
  parseObjects(text: string | Uint8Array, file: string, duplicateKeys?: 'error' | 'first'): readonly MapNode[];
}
