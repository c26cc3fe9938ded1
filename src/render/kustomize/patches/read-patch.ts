import { KustomizeError } from '../error.ts';
import type { Text } from '../fields/index.ts';
import type { PatchEntry } from '../kustomization/index.ts';
import type { LoadedFile } from '../load/index.ts';
import { copyNode, type MapNode, type Place } from '../node/index.ts';
import { relocate, trimmed } from './inline.ts';
import { type JsonPatch, readJsonPatch } from './json/index.ts';
import type { PatchTools } from './patch-tools.ts';

/** What the text of a patch says: strategic merge patches, a JSON patch, or nothing. */
export type Patch =
  | { readonly form: 'strategic'; readonly objects: readonly MapNode[] }
  | { readonly form: 'json'; readonly patch: JsonPatch }
  | { readonly form: 'empty' };

/**
 * Reads the text or the file of an entry.
 * @throws KustomizeError `patch` where both or none is there, or the text is of neither form; what reading the file throws
 */
export function readPatch({ patch, path, place }: PatchEntry, tools: PatchTools): Patch {
  const inline = trimmed(patch?.text ?? '');
  const named = path?.text ?? '';
  if (inline.text === '' && named === '') {
    throw new KustomizeError('patch', 'must specify one of patch and path', { place });
  }
  if (inline.text !== '' && named !== '') {
    throw new KustomizeError('patch', "patch and path can't be set at the same time: leave one of them", { place });
  }
  if (patch !== undefined && inline.text !== '') return readInline(patch, inline.text, inline.skipped, tools);
  return readFile(named, path ?? { text: named, place }, tools);
}

function readInline(source: Text, text: string, skipped: number, tools: PatchTools): Patch {
  const { file } = source.place;
  const strategic = attempt(() => parsePatches(text, file, tools));
  if (strategic.kind === 'read' && strategic.value.length > 0) {
    const objects = strategic.value.map((root) => copyNode(root));
    for (const root of objects) relocate(root, source, skipped);
    return { form: 'strategic', objects };
  }
  const patch = json(text, file, strategic.kind === 'refused' ? strategic.error : undefined, () => source.place);
  if (patch.form === 'json') for (const operation of patch.patch.operations) relocate(operation, source, skipped);
  return patch;
}

function readFile(path: string, source: Text, tools: PatchTools): Patch {
  const file = tools.files.load(path, source.place);
  const strategic = attempt(() => patchesOf(file, tools));
  if (strategic.kind === 'read' && strategic.value.length > 0) return { form: 'strategic', objects: strategic.value };
  const refused = strategic.kind === 'refused' ? strategic.error : undefined;
  return json(new TextDecoder().decode(file.bytes), file.name, refused, (error) => error.place ?? source.place);
}

/** The patches of a file, which are not to be changed: a map may hold a key twice. @throws KustomizeError `malformed` */
export function patchesOf(file: LoadedFile, tools: PatchTools): readonly MapNode[] {
  return withRepeats(
    () => tools.objectsOf(file),
    () => tools.parseObjects(file.bytes, file.name, 'first'),
  );
}

/** The patches of a text, for this use alone, read as those of a file. @throws KustomizeError `malformed` */
export function parsePatches(text: string, file: string, tools: PatchTools): readonly MapNode[] {
  return withRepeats(
    () => tools.parseObjects(text, file),
    () => tools.parseObjects(text, file, 'first'),
  );
}

/** Hardly any patch holds a key twice, and the strict reading is often there already. */
function withRepeats(strict: () => readonly MapNode[], lenient: () => readonly MapNode[]): readonly MapNode[] {
  try {
    return strict();
  } catch (error) {
    if (!(error instanceof KustomizeError) || !isRepeat(error.cause)) throw error;
    return lenient();
  }
}

function isRepeat(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'yaml-duplicate-key';
}

/** Reads what is no strategic merge patch. `refused`: why it is none; else it has no objects. */
function json(
  text: string,
  file: string,
  refused: KustomizeError | undefined,
  placeOf: (error: KustomizeError) => Place,
): Patch {
  const read = attempt(() => readJsonPatch(text, file));
  if (read.kind === 'read') {
    return refused === undefined ? { form: 'empty' } : { form: 'json', patch: read.value };
  }
  if (refused === undefined) return { form: 'empty' };
  const message = `unable to parse SM or JSON patch: as a resource, ${refused.message}; as a JSON patch, ${read.error.message}`;
  throw new KustomizeError('patch', message, { place: placeOf(refused), cause: refused });
}

type Attempt<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: KustomizeError };

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { kind: 'read', value: read() };
  } catch (error) {
    if (error instanceof KustomizeError && error.code !== 'limit') return { kind: 'refused', error };
    throw error;
  }
}
