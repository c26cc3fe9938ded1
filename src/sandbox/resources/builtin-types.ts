import { builtinSchemas, type SchemaSet } from '../../schema/index.ts';
import type { ResourceType, Subresource } from '../machinery/resource-type.ts';
import type { Strategy } from '../machinery/strategy.ts';
import { builtinDefaulter } from '../defaults/index.ts';
import type { Defaulter } from '../defaults/index.ts';
import { fieldsAt, type SelectableFields } from '../selectors/field-selector.ts';
import { builtinCodec, type VersionConversion } from './builtin-codec.ts';
export type { VersionConversion };
import { type BuiltinRow, builtinRows, standardVerbs } from './rows.ts';
import { selectableFieldsOf } from './selectable-fields.ts';

/** What a kind adds to its row. */
export interface KindBehaviour {
  readonly strategy?: Strategy;
  readonly conversion?: VersionConversion;
  /** The preferred version where absent. */
  readonly storageVersion?: string;
  /** Where its objects are kept, where that is not its own group. */
  readonly keyPrefix?: string;
}

/** Every built-in resource. `behaviours` is by `group/kind`. */
export function builtinTypes(behaviours: ReadonlyMap<string, KindBehaviour>): readonly ResourceType[] {
  const schemas = builtinSchemas();
  const defaulter = builtinDefaulter();
  return builtinRows.map((row) =>
    builtinType(row, behaviours.get(`${row.group}/${row.kind}`) ?? {}, schemas, defaulter),
  );
}

/** One built-in resource. */
export function builtinType(
  row: BuiltinRow,
  behaviour: KindBehaviour,
  schemas: SchemaSet,
  defaulter: Defaulter,
): ResourceType {
  const storageVersion = behaviour.storageVersion ?? row.versions[0] ?? 'v1';
  return {
    group: row.group,
    versions: row.versions,
    storageVersion,
    kind: row.kind,
    listKind: `${row.kind}List`,
    plural: row.plural,
    singular: row.kind.toLowerCase(),
    shortNames: row.shortNames ?? [],
    categories: row.categories ?? [],
    namespaced: row.namespaced,
    verbs: row.verbs ?? standardVerbs,
    subresources: new Map((row.subresources ?? []).map((text) => subresource(text, row)).map((sub) => [sub.name, sub])),
    keyPrefix: behaviour.keyPrefix ?? `${row.group}/${row.plural}/`,
    custom: false,
    codec: builtinCodec(row, storageVersion, defaulter, behaviour.conversion),
    schemas,
    strategy: behaviour.strategy ?? {},
    ...(row.deprecation === undefined ? {} : { warningFor: () => row.deprecation }),
    selectableFields: selectable(row),
  };
}

function subresource(text: string, row: BuiltinRow): Subresource {
  const [name = '', kind = row.kind, verbs = 'get,patch,update'] = text.split(':');
  const parts = kind.split('/');
  const [group = '', version = '', own = ''] = parts.length === 3 ? parts : ['', '', kind];
  return { name, group, version, kind: own, verbs: verbs.split(',') };
}

function selectable(row: BuiltinRow): SelectableFields {
  const own = selectableFieldsOf(row.group, row.kind);
  // Kinds without a conversion of their own know the namespace even where they have none.
  const meta = fieldsAt(row.namespaced || own.size === 0 ? ['metadata.name', 'metadata.namespace'] : ['metadata.name']);
  return new Map([...meta, ...own]);
}
