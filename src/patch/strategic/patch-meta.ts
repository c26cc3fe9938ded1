import type { SchemaSet, StructuralSchema } from '../../schema/index.ts';
import { goQuote } from '../go-text.ts';
import { strategicErrors } from './directives.ts';

/** What a schema says about patching one field. */
export interface FieldMeta {
  /** The metadata of what lies below: of the field's value, for lists of their items. */
  readonly below: PatchSchema;
  /** `merge` or `replace`; empty where the schema says nothing. */
  readonly strategy: string;
  /** Whether a patch tells which members to keep. */
  readonly retainKeys: boolean;
  /** The field that tells items apart; empty for lists of scalars. */
  readonly mergeKey: string;
}

/**
 * The patch metadata of a kind, as strategicpatch's meta.go reads it. Without a schema every field is known, and maps are merged and
 * lists replaced.
 */
export class PatchSchema {
  readonly #schema: StructuralSchema | undefined;
  readonly #set: SchemaSet | undefined;
  readonly #name: string;

  constructor(schema: StructuralSchema | undefined, set: SchemaSet | undefined) {
    const resolved = resolveSchema(schema, set);
    this.#schema = resolved.schema;
    this.#name = resolved.name;
    this.#set = set;
  }

  /**
   * The metadata of the field `key`, and the schema below it: of a map its own, of a list that of its items.
   * @throws PatchError `inapplicable` where the schema does not know the field.
   */
  field(key: string, form: 'map' | 'list'): FieldMeta {
    const meta = this.find(key, form);
    if (meta !== undefined) return meta;
    const isMap = this.#schema?.properties === undefined && this.#schema?.additionalProperties !== undefined;
    throw strategicErrors.other(
      isMap
        ? 'merging an object in json but data type is not struct, instead is: map'
        : `unable to find api field in struct ${this.#name} for the json field ${goQuote(key)}`,
    );
  }

  /** As `field`; undefined where the schema does not know it. */
  find(key: string, form: 'map' | 'list'): FieldMeta | undefined {
    const { properties } = this.#schema ?? {};
    const schema = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (schema === undefined && this.#schema !== undefined) return undefined;
    const value = form === 'list' ? resolveSchema(schema, this.#set).schema?.items : schema;
    return {
      below: new PatchSchema(value, this.#set),
      ...splitStrategies((schema?.['x-kubernetes-patch-strategy'] ?? '').split(',')),
      mergeKey: schema?.['x-kubernetes-patch-merge-key'] ?? '',
    };
  }

  /** What upstream calls the type in errors. */
  get name(): string {
    return this.#schema?.type === undefined ? 'Struct' : 'struct';
  }
}

/** The schema behind a reference, and the last part of the reference's name. */
function resolveSchema(
  schema: StructuralSchema | undefined,
  set: SchemaSet | undefined,
): { schema: StructuralSchema | undefined; name: string } {
  let current = schema;
  let name = '';
  // A chain of references is short; a circle of nothing but references is no schema.
  for (let step = 0; step < 16; step += 1) {
    const reference = current?.$ref ?? (current?.allOf?.length === 1 ? current.allOf[0]?.$ref : undefined);
    if (reference === undefined) return { schema: current, name };
    name = reference.slice(reference.lastIndexOf('.') + 1);
    current = set?.resolve(reference.slice(reference.lastIndexOf('/') + 1));
  }
  return { schema: undefined, name };
}

function splitStrategies(strategies: readonly string[]): { strategy: string; retainKeys: boolean } {
  const others = strategies.filter((strategy) => strategy !== 'retainKeys');
  if (others.length > 1) {
    throw strategicErrors.other(`unexpected patch strategy: [${strategies.join(' ')}]`);
  }
  return { strategy: others[0] ?? '', retainKeys: others.length < strategies.length };
}
