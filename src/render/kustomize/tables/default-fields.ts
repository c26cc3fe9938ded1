import { fieldSpec, type FieldSpec } from './field-spec.ts';
import { fieldSpecRows } from './field-specs.ts';

/** The lists of fields that kustomize has by default. */
export const fieldTables = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

/** The name of one. */
export type FieldTable = (typeof fieldTables)[number];

/** The fields in which objects of one kind are named. */
export interface ReferenceFields {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly fields: readonly FieldSpec[];
}

/** What kustomize's transformers change by default (api 0.20 and 0.21, konfig/builtinpluginconsts), in upstream's order. */
export interface DefaultFields {
  readonly tables: Readonly<Record<FieldTable, readonly FieldSpec[]>>;
  readonly references: readonly ReferenceFields[];
}

/**
 * Reads the table: a line with the name of a list, for `nameReference` with group, version and kind of what is named; below it, indented,
 * a field each: path, group, version, kind, and `create` where it is made. `-` stands for a member that says nothing.
 */
export function readDefaultFields(): DefaultFields {
  const tables = Object.fromEntries(fieldTables.map((name) => [name, [] as FieldSpec[]])) as Record<
    FieldTable,
    FieldSpec[]
  >;
  const references: ReferenceFields[] = [];
  let fields: FieldSpec[] = [];
  for (const line of fieldSpecRows.trim().split('\n')) {
    const words = line.trim().split(' ').map(member);
    if (line.startsWith(' ')) {
      const [path = '', group = '', version = '', kind = '', create] = words;
      fields.push(fieldSpec({ path, group, version, kind, create: create === 'create' }));
      continue;
    }
    const [name = '', group = '', version = '', kind = ''] = words;
    if (name === 'nameReference') {
      fields = [];
      references.push({ group, version, kind, fields });
    } else {
      fields = tables[name as FieldTable];
    }
  }
  return { tables, references };
}

function member(word: string): string {
  return word === '-' ? '' : word;
}
