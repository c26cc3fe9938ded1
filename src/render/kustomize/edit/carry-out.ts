import { isJsonObject } from '../../../base/index.ts';
import type { YamlValue } from '../../../yaml/index.ts';
import type { ImageOverride } from '../../renderer.ts';
import { KustomizeError } from '../error.ts';
import { compareBytes } from '../resource/index.ts';
import type { KustomizationEdit } from './edit.ts';

/** The fields of a kustomization as they are written. */
export type EditedFields = { [name: string]: YamlValue };

/** Makes one change. Throws KustomizeError `bad-kustomization` for labels and annotations that are there already. */
export function carryOut(edit: KustomizationEdit, fields: EditedFields, file: string): void {
  switch (edit.kind) {
    case 'images':
      fields['images'] = withImages(objectsOf(fields['images']), edit.images);
      return;
    case 'replicas':
      fields['replicas'] = byName(
        new Map([
          ...named(objectsOf(fields['replicas'])),
          ...edit.replicas.map(({ name, count }) => [name, { name, count }] as const),
        ]),
      );
      return;
    case 'labels':
      if (edit.mode === 'add' && edit.withoutSelector === true) addLabels(edit, fields, file);
      else fields['commonLabels'] = withPairs(fields['commonLabels'], edit, 'label', file);
      return;
    case 'annotations':
      fields['commonAnnotations'] = withPairs(fields['commonAnnotations'], edit, 'annotation', file);
      return;
    default:
      fields[edit.kind] = edit.value;
  }
}

/** In the order of names; of arguments for one image the last one counts (commands/edit/set/setimage.go RunSetImage). */
function withImages(written: readonly EditedFields[], images: readonly ImageOverride[]): YamlValue {
  const entries = named(written);
  for (const { name, newName = '', newTag = '', digest = '' } of new Map(
    images.map((image) => [image.name, image]),
  ).values()) {
    const before = entries.get(name);
    const kept = (value: string, field: string): YamlValue => (value === '*' ? (before?.[field] ?? '') : value);
    entries.set(name, {
      name,
      newName: kept(newName, 'newName'),
      newTag: kept(newTag, 'newTag'),
      digest: kept(digest, 'digest'),
    });
  }
  return byName(entries).map(withoutStars);
}

function withoutStars(image: EditedFields): EditedFields {
  return Object.fromEntries(Object.entries(image).map(([field, value]) => [field, value === '*' ? '' : value]));
}

/** Into the entry of `labels` that leaves selectors alone in the same way, or a new one (commands/edit/add/addmetadata.go writeToLabels). */
function addLabels(edit: Extract<KustomizationEdit, { kind: 'labels' }>, fields: EditedFields, file: string): void {
  const includeTemplates = edit.includeTemplates === true;
  const labels = objectsOf(fields['labels']);
  const like = labels.find(
    (entry) => entry['includeSelectors'] !== true && (entry['includeTemplates'] === true) === includeTemplates,
  );
  if (Object.keys(edit.pairs).length === 0) return;
  const entry: EditedFields = like ?? (includeTemplates ? { includeTemplates } : {});
  entry['pairs'] = withPairs(entry['pairs'], edit, 'label', file);
  fields['labels'] = like === undefined ? [...labels, entry] : [...labels];
}

function withPairs(
  written: YamlValue | undefined,
  { pairs, mode, force }: { pairs: Readonly<Record<string, string>>; mode: 'set' | 'add'; force?: boolean },
  what: 'label' | 'annotation',
  file: string,
): YamlValue {
  const before = isJsonObject(written) ? (written as EditedFields) : {};
  const taken = Object.keys(pairs).find((key) => Object.hasOwn(before, key));
  if (taken !== undefined && mode === 'add' && force !== true) {
    const message = `${what} ${taken} already in kustomization file. Use --force to override.`;
    throw new KustomizeError('bad-kustomization', message, { file });
  }
  return { ...before, ...pairs };
}

function objectsOf(value: YamlValue | undefined): readonly EditedFields[] {
  return Array.isArray(value) ? value.filter((item): item is EditedFields => isJsonObject(item)) : [];
}

/** Of several of one name the first one counts. */
function named(entries: readonly EditedFields[]): Map<string, EditedFields> {
  const nameOf = ({ name = '' }: EditedFields): string => (typeof name === 'string' ? name : '');
  return new Map(entries.toReversed().map((entry) => [nameOf(entry), entry]));
}

function byName(entries: ReadonlyMap<string, EditedFields>): EditedFields[] {
  return [...entries].toSorted(([a], [b]) => compareBytes(a, b)).map(([, entry]) => entry);
}
