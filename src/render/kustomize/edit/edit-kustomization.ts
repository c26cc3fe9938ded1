import { writeYaml } from '../../../yaml/index.ts';
import { readWritten } from '../kustomization/index.ts';
import { carryOut, type EditedFields } from './carry-out.ts';
import { commentedFields } from './commented-fields.ts';
import { withCurrentFields } from './current-fields.ts';
import type { KustomizationEdit } from './edit.ts';
import { kustomizationShape } from './kustomization-shape.ts';
import { structOf } from './shape.ts';

/**
 * The text of a kustomization file after `kustomize edit` (kustomize 5.8, commands/edit and kustfile): the fields stay where they stand, with
 * their comments, new ones come last in a fixed order, and every field is written anew as Go writes its type. `file` names it in errors.
 *
 * Throws KustomizeError `bad-kustomization` for what the real command refuses.
 */
export function editKustomization(text: string, edit: KustomizationEdit, file: string): string {
  const { value } = readWritten(text, file);
  const fields: EditedFields = structOf(withCurrentFields(value), kustomizationShape);
  carryOut(edit, fields, file);
  const names = Object.keys(kustomizationShape);
  const written = commentedFields(text, names);
  const known = new Set(written.map(({ name }) => name));
  return [
    ...written.map(({ name, comments }) => comments + fieldText(name, fields)),
    ...names.filter((name) => !known.has(name)).map((name) => fieldText(name, fields)),
  ].join('');
}

function fieldText(name: string, fields: EditedFields): string {
  const value = kustomizationShape[name]?.(fields[name]);
  return value === undefined ? '' : writeYaml({ [name]: value });
}
