/**
 * What a schema says that strategic merge asks (kyaml 0.20, openapi.ResourceSchema). A field that the schema does not have has none
 * (undefined), which is another thing than a schema without directives: below the former an object is merged by the schema of its own kind.
 */
export interface MergeSchema {
  /** Of a list (`x-kubernetes-patch-strategy`), such as `merge`. */
  readonly strategies: readonly string[];
  /** The names of the fields by which items are told apart: `x-kubernetes-list-map-keys`, else `x-kubernetes-patch-merge-key`. */
  readonly keys: readonly string[];
  field(name: string): MergeSchema | undefined;
  /** Of a list's items. */
  elements(): MergeSchema | undefined;
}

/** Definitions by name, kinds and scopes: a document with schemas, or the built-in one. */
export interface SchemaDocument {
  /** The name of a kind's definition. */
  definitionOf(apiVersion: string, kind: string): string | undefined;
  /** A definition by name; `resolve` finds those that it refers to, in whichever document they are. */
  definition(name: string, resolve: Resolve): MergeSchema | undefined;
  /** Whether objects of a kind have a namespace; undefined where the document does not know it. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined;
}

/** Finds a definition by its name. */
export type Resolve = (name: string) => MergeSchema | undefined;
